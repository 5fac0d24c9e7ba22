"""photoindex move, as a user types it."""

import shutil
from pathlib import Path

from tests.terminal import Terminal


def test_move_reports_how_many_files_it_found_in_their_new_place(terminal: Terminal, tmp_path: Path) -> None:
    shutil.copytree(terminal.folder, tmp_path / "new")
    terminal("save", "lake", f'folder:"{terminal.folder}"')
    ran = terminal("move", terminal.folder, tmp_path / "new")
    assert ran.code == 0
    assert "7 files now below" in ran.out
    assert "Saved again with the new path: @lake." in ran.out
    assert terminal("move", terminal.folder, tmp_path / "new").code == 1
    assert terminal("move", tmp_path / "new", tmp_path / "nowhere").code == 2
