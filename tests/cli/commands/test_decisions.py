"""photoindex decisions, as a user types it."""

import json
from pathlib import Path

from tests.terminal import Terminal, name_both


def test_decisions_are_exported_and_imported(terminal: Terminal, tmp_path: Path) -> None:
    name_both(terminal)
    file = tmp_path / "decisions.jsonl"
    assert "Wrote 2 decisions" in terminal("decisions", "export", file).err
    assert terminal("decisions", "export", "-").out == file.read_text(encoding="utf-8")
    assert terminal("decisions", "import", file).out == "0 decisions added, 2 already known.\n"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert list(json.loads(lines[0]))[:5] == ["uid", "at", "kind", "person", "person_key"]
    file.write_text(lines[0] + "\n" + lines[1][:50] + "\n", encoding="utf-8")
    ran = terminal("decisions", "import", file)
    assert ran.code == 2
    assert "line 2: not JSON" in ran.err
    assert "Nothing was imported" in ran.err
    assert terminal("decisions", "import", tmp_path / "nowhere.jsonl").code == 2
    assert terminal("decisions", "export", tmp_path / "nowhere" / "x.jsonl").code == 5


def test_an_export_replaces_only_an_earlier_export(terminal: Terminal, tmp_path: Path) -> None:
    name_both(terminal)
    other = tmp_path / "photo.jpg"
    other.write_bytes(b"\xff\xd8\xff")
    ran = terminal("decisions", "export", other)
    assert ran.code == 2
    assert "is there already, and is not an earlier export" in ran.err
    assert other.read_bytes() == b"\xff\xd8\xff"
    assert "there is no folder" in terminal("decisions", "export", tmp_path / "nowhere" / "x.jsonl").err
