"""photoindex person, rename and merge, as a user types them."""

from tests.terminal import Terminal, face, name_both


def test_merging_says_what_it_joined_and_renaming_points_to_it(terminal: Terminal) -> None:
    name_both(terminal)
    refused = terminal("rename", "Gran", "tom")
    assert refused.code == 2
    assert 'photoindex merge "Gran" "Tom"' in refused.err
    assert "Gran is called Grandma now" in terminal("rename", "Gran", "Grandma").out
    ran = terminal("merge", "Tom", "Grandma", "--yes")
    assert "Tom is Grandma now: 3 faces joined, 8 faces in 7 photos altogether" in ran.out
    terminal("undo")
    assert "had 5 and now has 6 faces" in terminal("label", "face", face(terminal, "green 0.jpg"), "grandma").out


def test_persons_who_do_not_look_alike_are_merged_only_after_a_yes(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    refused = terminal("merge", "Tom", "Grandma")
    assert refused.code == 2
    assert "3 faces do not look like Grandma" in refused.err
    assert "--yes" in refused.err
    assert terminal("find", "Tom").code == 0
    assert terminal("merge", "Tom", "Grandma", "--yes").code == 0
