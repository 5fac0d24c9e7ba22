"""The commands that say more about people than a name."""

import json
from pathlib import Path

import pytest

from photoindex.domain.people import Decision
from photoindex.store.tables.decisions import append_decision, next_moment
from tests.cli.conftest import Terminal


def named(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Gran")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")


def face(terminal: Terminal, photo: str) -> str:
    shown = json.loads(terminal("show", "photo", terminal.folder / photo, "--json").out)
    return str(shown["items"][0]["face_id"])


def test_merging_says_what_it_joined_and_renaming_points_to_it(terminal: Terminal) -> None:
    named(terminal)
    refused = terminal("rename", "Gran", "tom")
    assert refused.code == 2
    assert 'photoindex merge "Gran" "Tom"' in refused.err
    assert "Gran is called Grandma now" in terminal("rename", "Gran", "Grandma").out
    ran = terminal("merge", "Tom", "Grandma", "--yes")
    assert "Tom is Grandma now: 3 faces joined, 8 faces in 7 photos altogether" in ran.out
    terminal("undo")
    assert "had 5 and now has 6 faces" in terminal("label", "face", face(terminal, "green 0.jpg"), "grandma").out


def test_a_face_that_is_not_somebody_is_told_and_stays_away(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(5)
    named(terminal)
    assert "1 face marked as not Gran" in terminal("label", "face", face(terminal, "red 0.jpg"), "--not", "gran").out
    ran = terminal("label", "cluster", cluster, "Gran")
    assert "Added 4 faces to Gran" in ran.out
    assert "1 face stayed as you decided before" in ran.out
    assert terminal("label", "face", "1", "--not", "Gran", "--ignore").code == 2


def test_splitting_by_hand_and_by_machine_prints_the_parts(terminal: Terminal) -> None:
    named(terminal)
    ran = terminal("split", "person", "Gran", "--faces", face(terminal, "red 0.jpg"), "--to", "Ann")
    rows = ran.out.splitlines()
    assert [row.split()[:3] for row in rows[1:]] == [["person", '"Gran"', "4"], ["Ann", "1", "cluster"]]
    terminal("merge", "Tom", "Gran", "--yes")
    rows = terminal("split", "person", "Gran").out.splitlines()
    assert rows[1].split()[2] == "4"
    assert rows[2].split()[1] == "3"
    assert terminal("split", "person", "Gran", "3").code == 2
    assert terminal("split", "person", "Gran", "--to", "Ann").code == 2


def test_dates_of_a_life_and_the_check(terminal: Terminal) -> None:
    named(terminal)
    assert terminal("check", "people").out == "No face contradicts the rest of its person.\n"
    ran = terminal("person", "Gran", "--born", "1931-05", "--died", "2009")
    assert "born 1931-05-01 or later, died 2009-12-31 or earlier" in ran.out
    assert "1 face confirmed in photos from before the birth or after the death" in ran.out
    assert ran.out.splitlines()[0] == terminal("person", "Gran").out.strip() + "."
    (doubt,) = json.loads(terminal("check", "people", "--json").out)["items"]
    assert Path(doubt["path"]).name == "both.jpg"
    assert terminal("person", "Gran", "--born", "soon").code == 2


def test_different_twice_and_confirm(terminal: Terminal) -> None:
    one, other = terminal.cluster_with(5), terminal.cluster_with(3)
    assert terminal("different", "cluster", one, other).code == 0
    assert "2 faces of this photo may be one person" in terminal("twice", "photo", terminal.folder / "both.jpg").out
    terminal("label", "face", face(terminal, "red 0.jpg"), "Gran")
    assert "Confirmed 4 faces of Gran." in terminal("confirm", "person", "Gran").out
    assert terminal("confirm", "person", "Gran").code == 1


def test_find_can_be_held_to_confirmed_faces(terminal: Terminal) -> None:
    terminal("label", "face", face(terminal, "red 0.jpg"), "Gran")
    assert len(terminal("find", "Gran").out.splitlines()) == 5
    assert len(terminal("find", "Gran", "--confirmed-only").out.splitlines()) == 1
    assert len(terminal("find", "Gran", "--include-suggested").out.splitlines()) >= 5
    assert terminal("find", "Gran", "--confirmed-only", "--include-suggested").code == 2


def test_decisions_go_out_and_come_in(terminal: Terminal, tmp_path: Path) -> None:
    named(terminal)
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


@pytest.mark.parametrize("box", ["0.1,0.1,0.3,0.3", "10,10,30,30"])
def test_somebody_whose_face_was_not_found_is_named_by_a_box(terminal: Terminal, box: str) -> None:
    photo = terminal.folder / "red 0.jpg"
    assert "Named 1 face as Ghost" in terminal("label", "photo", photo, "--box", box, "Ghost").out
    assert Path(terminal("find", "Ghost").out.strip()) == photo
    assert "Ghost" in terminal("show", "photo", photo).out
    assert terminal("label", "photo", photo, "--box", "1,2,3", "Ghost").code == 2


def test_what_a_name_or_a_path_holds_does_not_reach_the_terminal_as_a_command(terminal: Terminal) -> None:
    odd = terminal.folder / "odd \x1b[31m.jpg"
    ran = terminal("label", "photo", odd, "--box", "1,1,9,9", "Tom")
    assert (ran.code, "\x1b" in ran.err, "\\x1b[31m.jpg" in ran.err) == (1, False, True)
    with terminal.index.writing() as connection:
        decision = Decision(
            1, next_moment(connection), "name", 1, "Tom", source="label \x1b[31m \U0001f469\u200d\U0001f467"
        )
        append_decision(connection, decision)
    assert "label \\x1b[31m \U0001f469\u200d\U0001f467" in terminal("log").out
    assert "Undone: 1  label \\x1b[31m" in terminal("undo").out


def test_faces_that_do_not_look_like_the_person_are_named_only_after_a_yes(terminal: Terminal) -> None:
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


def test_persons_who_do_not_look_alike_are_merged_only_after_a_yes(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    refused = terminal("merge", "Tom", "Grandma")
    assert refused.code == 2
    assert "3 faces do not look like Grandma" in refused.err
    assert "--yes" in refused.err
    assert terminal("find", "Tom").code == 0
    assert terminal("merge", "Tom", "Grandma", "--yes").code == 0


def test_a_reply_tells_who_followed_and_how_to_prevent_it(terminal: Terminal) -> None:
    said = terminal("label", "face", face(terminal, "red 0.jpg"), "Grandma").out
    assert "followed automatically" in said or "may be Grandma" in said
    assert "--not" in said or "photoindex suggest --person" in said
