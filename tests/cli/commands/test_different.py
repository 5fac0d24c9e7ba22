"""photoindex different and twice, as a user types them."""

from tests.terminal import Terminal, face


def test_different_twice_and_confirm_record_their_decisions(terminal: Terminal) -> None:
    one, other = terminal.cluster_with(5), terminal.cluster_with(3)
    assert terminal("different", "cluster", one, other).code == 0
    assert (
        "2 faces in this photo may be the same person" in terminal("twice", "photo", terminal.folder / "both.jpg").out
    )
    terminal("label", "face", face(terminal, "red 0.jpg"), "Gran")
    assert "Confirmed 4 faces of Gran." in terminal("confirm", "person", "Gran").out
    assert terminal("confirm", "person", "Gran").code == 1
