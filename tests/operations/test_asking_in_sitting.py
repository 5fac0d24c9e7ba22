"""Questions in a sitting come with what was seen, and doubts about an answer come before it is stored."""

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import OvertakenError, UsageError
from photoindex.operations.asking import Answer
from photoindex.operations.asking_in_sitting import doubts_about, fresh_questions, seen_of
from photoindex.operations.label import label
from photoindex.operations.merge import merge
from photoindex.operations.sitting import Sitting, WarmIndex
from tests.library import Library, green, name_both, red


@pytest.fixture
def sitting(scanned: Library) -> Sitting:
    return Sitting(WarmIndex(scanned.index.path))


def test_an_answer_with_what_was_seen_is_stored_unless_the_faces_have_changed(
    scanned: Library, sitting: Sitting
) -> None:
    first, second, *_ = fresh_questions(sitting, limit=5, examples=2).asked
    seen = seen_of(sitting, first)
    label(sitting.index, first.suggestion.yes.target, "Ann", seen=seen)
    seen = seen_of(sitting, second)
    assert seen is not None
    label(scanned.index, second.suggestion.yes.target, "Tom")
    with pytest.raises(OvertakenError):
        label(sitting.index, second.suggestion.yes.target, "Bob", seen=seen)
    assert seen_of(sitting, second) is None


def test_what_was_seen_of_two_persons_goes_with_their_merger(scanned: Library, sitting: Sitting) -> None:
    name_both(scanned, "Grandma", "Oma")
    found = fresh_questions(sitting, limit=20, examples=2).asked
    for asked in found:
        assert seen_of(sitting, asked) is not None
    one, other = Target("person", name="Oma"), Target("person", name="Grandma")
    doubts = doubts_about(sitting, Answer("merge", one, other=other))
    assert doubts.unlike is not None
    assert doubts.twice == 2
    merge(sitting.index, "Oma", "Grandma")


def test_a_name_for_faces_that_share_photos_with_the_person_is_doubtful(scanned: Library, sitting: Sitting) -> None:
    grandmas = red(scanned)
    label(scanned.index, grandmas, "Grandma")
    sitting.work(questions=False)
    assert doubts_about(sitting, Answer("name", green(scanned), "Grandma")).twice == 2
    assert doubts_about(sitting, Answer("name", green(scanned), "Tom")).twice == 0
    assert doubts_about(sitting, Answer("name", grandmas, "Grandma")).twice == 0
    assert doubts_about(sitting, Answer("ignore", green(scanned))).unlike is None
    with pytest.raises(UsageError):
        doubts_about(sitting, Answer("name", green(scanned), " "))
