"""photoindex split, as a user types it."""

from tests.terminal import Terminal, face, name_both


def test_splitting_by_hand_and_by_machine_prints_the_parts(terminal: Terminal) -> None:
    name_both(terminal)
    ran = terminal("split", "person", "Gran", "--faces", face(terminal, "red 0.jpg"), "--to", "Ann")
    rows = ran.out.splitlines()
    assert [row.split()[:3] for row in rows[1:]] == [["person", '"Gran"', "4"], ["Ann", "1", "cluster"]]
    terminal("merge", "Tom", "Gran", "--yes")
    rows = terminal("split", "person", "Gran").out.splitlines()
    assert rows[1].split()[2] == "4"
    assert rows[2].split()[1] == "3"
    assert terminal("split", "person", "Gran", "3").code == 2
    assert terminal("split", "person", "Gran", "--to", "Ann").code == 2
