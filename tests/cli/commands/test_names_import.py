"""`names import` says what it did, or would do, in numbers and examples."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from photoindex.cli.wording.imports import in_words
from photoindex.operations.names_import import LeftOut, NamesRequest, import_names
from tests.terminal import Ran, Terminal, face

HEADER = "path,person,x,y,width,height,photo_width,photo_height"


def write(terminal: Terminal, *rows: str, name: str = "names.csv") -> Path:
    """A table beside the index; each row begins with the name of a photo."""
    file = terminal.index.path.parent / name
    lines = [f"{terminal.folder}/{row}" if "/" not in row else row for row in rows]
    file.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return file


def read(terminal: Terminal, *rows: str, options: tuple[str, ...] = ()) -> Ran:
    return terminal("names", "import", write(terminal, *rows), *options)


def test_an_import_says_how_many_faces_got_names_and_how_to_take_it_back(terminal: Terminal) -> None:
    ran = read(terminal, "red 0.jpg,Ann,0,0,1,1,,", "both.jpg,Ann,0,0,.5,1,,", "green 0.jpg,Bob,0,0,1,1,,")
    assert ran.code == 0
    assert ran.out == (
        "Read the names of 3 photos in the index, from a table (3 photos).\n"
        "Imported 3 faces of 2 people, 2 of them new:\n"
        "  3 faces had no name\n"
    )
    assert ran.err == f'`photoindex undo 1 --index "{terminal.index.path}"` takes all of it back.\n'
    assert "(Imported 3 faces of 2 people from a table)" in terminal("log").out
    assert "Imported" in terminal("undo").out


def test_the_log_lists_the_decisions_of_an_import_on_demand(terminal: Terminal) -> None:
    read(terminal, "red 0.jpg,Ann,0,0,1,1,,", "green 0.jpg,Bob,0,0,1,1,,")
    assert len(terminal("log").out.splitlines()) == 2
    assert [line.split("import 1: ")[-1] for line in terminal("log", "--all").out.splitlines()[2:]] == [
        'name "Ann"', 'name "Bob"',
    ]  # fmt: skip
    assert len(terminal("log", "1").out.splitlines()) == 4
    assert terminal("log", "9").code == 1
    row, *_ = json.loads(terminal("log", "--json").out)["items"]
    assert row["imported"] == {"faces": 2, "persons": 2, "decisions": 2, "programs": ["csv"]}


def test_a_dry_run_uses_the_conditional_and_records_nothing(terminal: Terminal) -> None:
    ran = read(terminal, "red 0.jpg,Ann,0,0,1,1,,", options=("--dry-run",))
    assert "Would import 1 face of 1 person, who is new:\n  1 face had no name\n" in ran.out
    assert ran.err == ""
    assert len(terminal("log").out.splitlines()) == 1


def test_everything_that_was_left_out_is_counted_and_shown(terminal: Terminal) -> None:
    ran = read(
        terminal, "red 0.jpg,1234,0,0,1,1,,", "red 1.jpg,,0,0,1,1,,", "red 2.jpg,Ann,0,0,1,1,300,100",
        "red 3.jpg,Tom,2,2,.1,.1,,", "/elsewhere/far.jpg,Ann,0,0,1,1,,", "both.jpg,Tim,,,,,,",
    )  # fmt: skip
    for words in (
        "1 photo not in the index; scan first to import its names.\n  /elsewhere/far.jpg\n",
        "No face gets a name that it does not have.\n",
        "Kept for `photoindex suggest`: 2 names without a place in the photo.\n",
        "1 without a name", "1 from before the photo was cropped or turned", "1 with a name that nobody can have",
        "red 2.jpg: the box of Ann (a table) was drawn on a picture of another shape\n",
        "  1234: 1234 looks like an id, not like a name\n",
    ):  # fmt: skip
        assert words in ran.out, ran.out


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 that shows no face of a person, 1 outside its photo, 1 in a photo with more than 1,000 names."),
        (2, "2 that show no face of a person, 2 outside their photo, 2 in photos with more than 1,000 names."),
    ],
)
def test_reasons_agree_with_the_number_of_regions(terminal: Terminal, number: int, words: str) -> None:
    file = write(terminal, "red 0.jpg,Ann,0,0,1,1,,")
    report = import_names(terminal.index, NamesRequest((file,), ("csv",)))
    reasons: tuple[LeftOut, ...] = ("not-a-face", "outside-photo", "too-many")
    said = in_words(replace(report, left_out=dict.fromkeys(reasons, number)))
    assert f"Left out {3 * number} regions: {words}" in said


def test_names_without_a_place_are_kept_once(terminal: Terminal) -> None:
    read(terminal, "both.jpg,Tim,,,,,,")
    again = read(terminal, "both.jpg,Tim,,,,,,")
    assert "1 name without a place in the photo was kept already.\n" in again.out
    assert "Kept for" not in again.out


def test_a_conflict_is_shown_and_the_review_page_is_proposed(terminal: Terminal) -> None:
    terminal("label", "face", face(terminal, "red 0.jpg"), "Tom")
    ran = read(terminal, "red 0.jpg,Ann,0,0,1,1,,")
    assert "1 conflict, in which nothing changes who the face is:\n" in ran.out
    assert "red 0.jpg: you say Tom, a table says Ann\n" in ran.out
    assert "photoindex review" in ran.err
    assert "1 face has their name instead of your word" in read(
        terminal, "red 0.jpg,Ann,0,0,1,1,,", options=("--prefer", "theirs")
    ).out  # fmt: skip


def test_after_a_human_preferred_their_own_word_nothing_is_left_to_decide(terminal: Terminal) -> None:
    terminal("label", "face", face(terminal, "red 0.jpg"), "Tom")
    for options in (("--prefer", "mine", "--dry-run"), ("--prefer", "mine"), ()):
        ran = read(terminal, "red 0.jpg,Ann,0,0,1,1,,", options=options)
        assert "1 conflict, which you decided: what you said stays.\n" in ran.out
        assert "photoindex review" not in ran.err
    assert (
        json.loads(read(terminal, "red 0.jpg,Ann,0,0,1,1,,", options=("--json",)).out)["items"][0]["decided_conflicts"]
        == 1
    )


def test_a_file_that_cannot_be_read_is_reported_and_makes_the_command_fail(terminal: Terminal) -> None:
    file = terminal.index.path.parent / "bad.csv"
    file.write_text("no,header,here\n1,2,3\n", encoding="utf-8")
    ran = terminal("names", "import", file)
    assert ran.code == 1
    assert ran.out == ("No names of people were found there. `photoindex names import --help` says what is read.\n")
    assert "Not read: 1 of an unknown kind or version." in ran.err
    assert "bad.csv" in ran.err


def test_a_missing_path_and_an_unknown_program_are_errors(terminal: Terminal) -> None:
    assert terminal("names", "import", terminal.folder / "gone").code == 2
    assert terminal("names", "import", terminal.folder, "--from", "iphoto").code == 2
    assert terminal("names", "import").code == 2


def test_the_log_shows_what_was_typed(terminal: Terminal) -> None:
    read(terminal, "red 0.jpg,Ann,0,0,1,1,,", options=("--from", "csv", "--prefer", "mine"))
    assert f"names import {terminal.index.path.parent}/names.csv --from csv --prefer mine" in terminal("log").out


def test_hostile_names_and_paths_are_escaped(terminal: Terminal) -> None:
    ran = read(terminal, "/else\x1b[31mwhere/far.jpg,A\x1b[31mnn,0,0,1,1,,", "red 0.jpg,\x1b[31m,0,0,1,1,,")
    assert "\x1b" not in ran.out + ran.err


def test_a_photo_that_only_has_the_name_of_a_photo_in_the_index_is_to_be_scanned(terminal: Terminal) -> None:
    ran = read(terminal, "/elsewhere/both.jpg,Ann,0,0,.5,1,,")
    assert ran.code == 1
    assert "1 photo is called like one or more photos in the index, but may be other photos." in ran.out
    assert "scan them first" in ran.out
