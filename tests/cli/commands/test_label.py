"""photoindex label and unlabel, as a user types them."""

from pathlib import Path

import pytest

from tests.terminal import Terminal, face, name_both


def test_label_find_undo_and_log_agree(terminal: Terminal) -> None:
    assert "Named 5 faces as Grandma" in terminal("label", "cluster", terminal.cluster_with(5), "Grandma").out
    assert "Added 3 faces to Grandma" in terminal("label", "cluster", terminal.cluster_with(3), "grandma", "--yes").out
    assert "Undone: 2" in terminal("undo").out
    ran = terminal("find", "Grandma")
    assert ran.code == 0
    assert [Path(line).name for line in ran.out.splitlines()] == [
        "red 0.jpg", "red 1.jpg", "red 2.jpg", "red 3.jpg", "both.jpg",
    ]  # fmt: skip
    assert all(Path(line).is_absolute() for line in ran.out.splitlines())
    lines = terminal("log").out.splitlines()
    assert len(lines) == 4
    assert "undone" in lines[2]


def test_ignore_and_unlabel_say_how_to_revert_them(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(5)
    assert "Ignored 5 faces" in terminal("label", "cluster", cluster, "--ignore").out
    assert "5 faces ignored" in terminal("people").err
    assert "no longer ignored. `photoindex undo 2`" in terminal("unlabel", "cluster", cluster).out


def test_marking_a_detection_as_not_a_face_says_how_to_undo_it(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(5)
    ran = terminal("label", "face", face(terminal, "red 0.jpg"), "--not-a-face")
    assert ran.out == "Marked 1 detection as not a face. `photoindex undo` undoes it.\n"
    assert "1 marked as not a face" in terminal("people").err
    assert "7 faces, 1 marked as not a face" in terminal("status").out
    assert "not a face" in terminal("show", "photo", str(terminal.folder / "red 0.jpg")).out
    assert "Marked 4 detections" in terminal("label", "cluster", cluster, "--not-a-face").out
    assert terminal("show", "cluster", cluster).code == 1
    ran = terminal("unlabel", "face", face(terminal, "red 0.jpg"))
    assert "1 detection no longer marked as not a face. `photoindex undo 3` undoes it." in ran.out
    ran = terminal("label", "face", "1", "--not-a-face", "--ignore")
    assert (ran.code, "exclude each other" in ran.err) == (2, True)


def test_a_face_marked_as_not_a_person_stays_away_when_the_person_is_named_again(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(5)
    name_both(terminal)
    assert "1 face marked as not Gran" in terminal("label", "face", face(terminal, "red 0.jpg"), "--not", "gran").out
    ran = terminal("label", "cluster", cluster, "Gran")
    assert "Added 4 faces to Gran" in ran.out
    assert "1 face stayed as you decided before" in ran.out
    assert terminal("label", "face", "1", "--not", "Gran", "--ignore").code == 2


@pytest.mark.parametrize("box", ["0.1,0.1,0.3,0.3", "10,10,30,30"])
def test_a_person_whose_face_was_not_found_can_be_named_with_a_box(terminal: Terminal, box: str) -> None:
    photo = terminal.folder / "red 0.jpg"
    assert "Named 1 face as Ghost" in terminal("label", "photo", photo, "--box", box, "Ghost").out
    assert Path(terminal("find", "Ghost").out.strip()) == photo
    assert "Ghost" in terminal("show", "photo", photo).out
    assert terminal("label", "photo", photo, "--box", "1,2,3", "Ghost").code == 2


def test_faces_that_do_not_look_like_the_person_are_named_only_after_the_user_agrees(terminal: Terminal) -> None:
    red, green = terminal.cluster_with(5), terminal.cluster_with(3)
    assert terminal("label", "cluster", red, "Grandma").code == 0
    refused = terminal("label", "cluster", green, "Grandma")
    assert refused.code == 2
    assert f"3 faces in cluster {green} do not look like Grandma: similarity" in refused.err
    assert "--yes" in refused.err
    assert "Grandma" in terminal("people").out
    assert terminal.cluster_with(3) == green
    done = terminal("label", "cluster", green, "Grandma", "--yes")
    assert (done.code, done.out) == (0, "Added 3 faces to Grandma, who had 5 and now has 8 faces in 7 photos.\n")


def test_a_reply_says_which_faces_followed_and_how_to_prevent_that(terminal: Terminal) -> None:
    said = terminal("label", "face", face(terminal, "red 0.jpg"), "Grandma").out
    assert "added automatically" in said or "may be Grandma" in said
    assert "--not" in said or "photoindex suggest --person" in said


def test_questions_need_a_terminal(terminal: Terminal) -> None:
    ran = terminal("label", "--interactive")
    assert ran.code == 2
    assert "only at a terminal" in ran.err
    assert "without redirecting" in ran.err


def test_a_command_after_interactive_and_options_before_a_command_are_refused(terminal: Terminal) -> None:
    ran = terminal("label", "--interactive", "cluster", "1", "Grandma")
    assert ran.code == 2
    assert "--interactive goes after the command. Before it" in ran.err
    assert terminal.without_index("label", "--index", terminal.index.path, "cluster", "1", "Grandma").code == 2
    assert terminal("people").out.count("Grandma") == 0


def test_label_without_anything_shows_its_help(terminal: Terminal) -> None:
    ran = terminal.without_index("label")
    assert ran.code == 2
    assert "--interactive" in ran.out + ran.err
