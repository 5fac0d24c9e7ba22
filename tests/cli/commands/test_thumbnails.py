"""photoindex thumbnails, as a user types it."""

import shutil
from pathlib import Path

from tests.terminal import Terminal


def test_thumbnails_are_counted_made_and_removed(terminal: Terminal, tmp_path: Path) -> None:
    ran = terminal("thumbnails", "status")
    assert "(0 bytes)" in ran.out
    assert "0 of 8 faces" in ran.out
    assert "made when they are needed" in ran.out
    ran = terminal("thumbnails", "rebuild")
    assert (ran.code, ran.out, ran.err) == (0, "Made 8 thumbnails.\n", "")
    assert terminal("thumbnails", "rebuild", "--missing").out == "Made 0 thumbnails; 8 existed already.\n"
    assert "8 of 8 faces" in terminal("thumbnails", "status").out
    assert "8 thumbnails: " in terminal("status").out
    assert terminal("thumbnails", "remove").out.startswith("Removed 8 thumbnails (")
    assert terminal("thumbnails", "remove").out == "Removed 0 thumbnails (0 bytes).\n"


def test_a_rebuild_says_how_many_photos_cannot_be_shown_and_why(terminal: Terminal, tmp_path: Path) -> None:
    shutil.copytree(terminal.folder, tmp_path / "photos")
    terminal("move", terminal.folder, tmp_path / "photos")
    (tmp_path / "photos" / "both.jpg").unlink()
    (tmp_path / "photos" / "red 0.jpg").write_bytes(b"edited")
    (tmp_path / "photos" / "red 1.jpg").write_bytes(b"edited")
    ran = terminal("thumbnails", "rebuild")
    assert ran.out == "Made 4 thumbnails.\n"
    assert "Not made for 1 photo: no file holds them any more." in ran.err
    assert "Not made for 2 photos: their files have changed since they were scanned." in ran.err


def test_without_an_index_there_is_advice(terminal: Terminal, tmp_path: Path) -> None:
    for words in (("status",), ("rebuild",), ("remove",)):
        ran = terminal.without_index("thumbnails", *words, "--index", tmp_path / "none.duckdb")
        assert ran.code == 3
        assert "photoindex scan FOLDER" in ran.err
        assert list(tmp_path.glob("none*")) == []
