"""photoindex person, rename and merge, as a user types them."""

from tests.terminal import Terminal, face, name_both


def test_merging_reports_what_was_joined_and_renaming_to_a_taken_name_suggests_merging(terminal: Terminal) -> None:
    name_both(terminal)
    refused = terminal("rename", "Gran", "tom")
    assert refused.code == 2
    assert 'photoindex merge "Gran" "Tom"' in refused.err
    assert "Gran is called Grandma now" in terminal("rename", "Gran", "Grandma").out
    ran = terminal("merge", "Tom", "Grandma", "--yes")
    assert "Tom is Grandma now: 3 faces joined, 8 faces in 7 photos altogether" in ran.out
    terminal("undo")
    assert "had 5 and now has 6 faces" in terminal("label", "face", face(terminal, "green 0.jpg"), "grandma").out


def test_people_who_do_not_look_alike_are_merged_only_after_the_user_agrees(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    refused = terminal("merge", "Tom", "Grandma")
    assert refused.code == 2
    assert "3 faces do not look like Grandma" in refused.err
    assert "--yes" in refused.err
    assert terminal("find", "Tom").code == 0
    assert terminal("merge", "Tom", "Grandma", "--yes").code == 0
