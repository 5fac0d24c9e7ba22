"""photoindex backup and restore, as a user types them."""

from pathlib import Path

from tests.terminal import Terminal


def test_an_index_is_backed_up_and_restored(terminal: Terminal, tmp_path: Path) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    ran = terminal("backup", tmp_path / "saved.duckdb")
    assert (ran.code, "1 decision copied" in ran.out) == (0, True)
    assert terminal("backup", tmp_path / "saved.duckdb").code == 2
    assert terminal("backup", tmp_path / "saved.duckdb", "--force").code == 0
    terminal("undo")
    ran = terminal("restore", tmp_path / "saved.duckdb")
    assert ran.code == 0
    assert "before-restore" in ran.err
    assert terminal("find", "Grandma").code == 0
    assert terminal("restore", tmp_path / "nowhere").code == 2
