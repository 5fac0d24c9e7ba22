"""A sitting on a drawn library, at a screen that types prepared keys."""

from collections.abc import Callable
from functools import partial

import pytest

from photoindex.cli.interactive.queue import Queue
from photoindex.cli.interactive.session import Session
from photoindex.cli.interactive.showing import show_faces
from photoindex.operations.asking import Question, Questions
from photoindex.operations.asking_in_sitting import fresh_questions
from photoindex.operations.face_pictures import face_pictures
from photoindex.operations.label import ignore, label
from photoindex.operations.log import log
from photoindex.operations.people import list_people
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.operations.status import status
from photoindex.operations.thumbnails import Thumbnails, remove_thumbnails
from photoindex.operations.undo import undo
from tests.cli.interactive.fakes import FakeScreen, typed
from tests.library import Library, faces_by_name, green, red


class Played:
    """A session whose keys are all known before it begins."""

    def __init__(
        self, library: Library, *keys: str | Callable[[], object], graphics: str = "none", person: str | None = None
    ) -> None:
        self.library = library
        self.screen = FakeScreen([*keys])
        self.readings = 0
        self.queue = Queue(self._fetch, lambda: 0.0)
        show = partial(
            show_faces, screen=self.screen, graphics=graphics, cut=partial(face_pictures, Thumbnails(library.index))
        )
        self.sitting = Sitting(WarmIndex(library.index.path))
        self.session = Session(self.sitting, self.screen, self.queue, show, person=person)
        self.person = person

    def _fetch(self, skip: frozenset[Question]) -> Questions:
        self.readings += 1
        return fresh_questions(self.sitting, limit=5, examples=4, person=self.person, skip=skip)

    def run(self) -> "Played":
        self.session.run()
        return self


def decisions(library: Library) -> list[str]:
    return [entry.decision.source for entry in log(library.index)]


def test_typed_names_are_given_to_the_largest_clusters_first(scanned: Library) -> None:
    sitting = Played(scanned, *typed("Grandma"), "s", *typed("Tom")).run()
    assert faces_by_name(scanned.index) == {"Grandma": 4, "Tom": 3}
    assert sitting.session.tally.faces == 7
    assert "4 faces named Grandma." in sitting.screen.lines


def test_what_was_only_looked_at_or_skipped_is_not_recorded(scanned: Library) -> None:
    sitting = Played(scanned, "?", "s", "n", "k", "G", "r", "escape", "tab", "q").run()
    assert decisions(scanned) == []
    assert "Skipped." in sitting.screen.lines
    assert "There is no person to deny. Type a name, i for a stranger, or s to skip." in sitting.screen.lines
    assert any("Tab completes" in line for line in sitting.screen.lines)


def test_every_question_says_why_it_is_asked_and_what_an_answer_does(scanned: Library) -> None:
    sitting = Played(scanned, "q").run()
    text = sitting.screen.text
    assert f"Who is cluster {scanned.cluster_with(4)} (4 faces)?" in text
    assert "Why: nobody has named these 4 faces, and the answer settles all of them." in text
    assert "A-Z or Enter  a name for 4 faces" in text
    assert "2001-01-01" in text


def test_undo_says_in_words_what_it_undoes_and_asks_again(scanned: Library) -> None:
    sitting = Played(scanned, *typed("Grandma"), "u", "u", "i").run()
    lines = sitting.screen.lines
    assert any(line.startswith("Undone: label cluster") and "Grandma" in line for line in lines)
    assert sum(line.startswith("Who is cluster") and "(4 faces)" in line for line in lines) == 2
    assert "You have given no answer in this sitting yet. `photoindex undo` undoes earlier ones." in lines
    assert list_people(scanned.index).ignored_faces == 4
    assert len(sitting.session.tally.given) == 1


def test_only_answers_of_this_sitting_are_undone(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    Played(scanned, "u", "q").run()
    assert faces_by_name(scanned.index) == {"Grandma": 4}


def test_a_name_that_is_invalid_is_refused_and_asked_for_again(scanned: Library) -> None:
    sitting = Played(scanned, "enter", *"123", "enter", *typed("Grandma"), "q").run()
    assert any(line.startswith("Not stored: 123 looks like an id") for line in sitting.screen.lines)
    assert faces_by_name(scanned.index) == {"Grandma": 4}


def test_an_unlikely_name_is_given_only_after_a_yes(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    sitting = Played(scanned, "s", *typed("Grandma"), "n", *typed("Grandma"), "y").run()
    assert "Nothing was changed." in sitting.screen.lines
    assert any(line.startswith("3 faces in cluster") and "do not look like Grandma" in line
               for line in sitting.screen.lines)  # fmt: skip
    assert faces_by_name(scanned.index) == {"Grandma": 7}


def test_while_a_name_is_typed_the_screen_says_whom_it_joins(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    screen = Played(scanned, *"Gran", "tab", "escape", "q").run().screen
    assert "Name: Gran   new; Tab: Grandma" in screen.text
    assert "Name: Grandma   joins Grandma, 4 photos" in screen.text


def test_an_answer_that_somebody_else_has_overtaken_says_so_and_changes_nothing(scanned: Library) -> None:
    target = red(scanned)
    sitting = Played(scanned, lambda: label(scanned.index, target, "Nobody"), *typed("Grandma"), "q").run()
    assert any(
        line.startswith("Not stored: somebody has made another decision about these faces")
        for line in sitting.screen.lines
    )
    assert sitting.readings == 2
    assert faces_by_name(scanned.index) == {"Nobody": 4}


def test_an_undo_by_somebody_else_is_reported(scanned: Library) -> None:
    sitting = Played(scanned, *typed("Grandma"), lambda: undo(scanned.index), "u", "q").run()
    assert any(line.startswith("Not stored: decision 1 is already undone") for line in sitting.screen.lines)
    assert sitting.session.tally.faces == 0


def test_the_questions_about_one_person_end(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    sitting = Played(scanned, person="Grandma").run()
    assert sitting.screen.lines[-2] == "Nothing left to ask about Grandma."


def test_keys_pressed_before_a_question_was_shown_do_not_answer_it(scanned: Library) -> None:
    sitting = Played(scanned, "s", "s", "q").run()
    assert sitting.screen.forgotten == 3


def test_what_is_not_a_face_is_left_out(scanned: Library) -> None:
    sitting = Played(scanned, "x", "q").run()
    assert "4 detections marked as not a face." in sitting.screen.lines
    assert list_people(scanned.index).not_faces == 4


@pytest.mark.parametrize("graphics", ["blocks", "kitty", "sixel"])
def test_pictures_are_drawn_from_the_photos(scanned: Library, graphics: str) -> None:
    sitting = Played(scanned, "q", graphics=graphics)
    sitting.screen.colours = 16_777_216
    text = sitting.run().screen.text
    marks = {"blocks": "\u2580", "kitty": "\x1b_Ga=T", "sixel": "\x1bP0;1q"}
    assert [name for name, mark in marks.items() if mark in text] == [graphics]
    assert "2001-01-01" in text


def test_without_the_photos_the_faces_are_described_in_words(scanned: Library) -> None:
    remove_thumbnails(scanned.index)
    for path in scanned.folder.rglob("*.jpg"):
        path.unlink()
    text = Played(scanned, "q", graphics="blocks").run().screen.text
    assert "\u2580" not in text
    assert "a.jpg" in text


def test_a_library_in_which_everybody_is_settled_has_no_questions(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    ignore(scanned.index, green(scanned))
    sitting = Played(scanned, "i", "i").run()
    assert sitting.screen.lines[-2] == "Nothing left to ask."


def test_status_shows_the_sitting(scanned: Library) -> None:
    Played(scanned, *typed("Grandma"), *typed("Tom"), "u", "q").run()
    found = status(scanned.index).sitting
    assert found is not None
    assert (found.answers, found.faces) == (1, 4)


def test_a_name_that_puts_one_person_twice_into_a_photo_is_given_only_after_a_yes(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    refused = Played(scanned, "s", *typed("Grandma"), "n", "q").run()
    assert "One person would then have two faces in 2 photos." in refused.screen.lines
    assert faces_by_name(scanned.index) == {"Grandma": 4}


def test_questions_read_before_somebody_else_answered_them_are_read_again(scanned: Library) -> None:
    target = green(scanned)
    played = Played(scanned, lambda: label(scanned.index, target, "Nobody"), *typed("Grandma"), "q")
    played.queue._quick = False
    played.run()
    assert "Not stored" not in played.screen.text
    assert faces_by_name(scanned.index) == {"Grandma": 4, "Nobody": 3}
