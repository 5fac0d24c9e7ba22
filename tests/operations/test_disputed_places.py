"""Places without a face, about which other programs disagree, are listed until a human says who is there."""

import pytest

from photoindex.errors import NotFoundError, OvertakenError, UsageError
from photoindex.operations.answer import undo_answer
from photoindex.operations.check import check
from photoindex.operations.disagreements import Disagreements, DisputedPlace
from photoindex.operations.disputed_places import settle_place
from photoindex.operations.label import label_place
from photoindex.operations.names_import import NamesRequest, import_names
from photoindex.operations.sitting import Sitting, WarmIndex
from tests.library import Library, faces_by_name
from tests.written_names import table

PHOTO = "2002/c.jpg"
"""Somebody who cannot be detected stands between two people."""


@pytest.fixture
def sitting(scanned: Library) -> Sitting:
    """Two programs name one place in a photo, at which no face was found: Ann and Bob."""
    tables = [table(scanned, (PHOTO, 1, name), name=f"{name}.csv") for name in ("Ann", "Bob")]
    import_names(scanned.index, NamesRequest(tuple(tables), ("csv",)))
    return Sitting(WarmIndex(scanned.index.path))


def only(sitting: Sitting) -> DisputedPlace:
    (found,) = Disagreements(sitting).places()
    return found


def answered(sitting: Sitting, name: str | None, *others: str) -> list[str]:
    place = only(sitting)
    box = (place.box.x, place.box.y, place.box.width, place.box.height)
    return [said.kind for said in settle_place(sitting.index, place.photo_id, box, name, others)]


def test_a_place_is_listed_with_all_names_and_counts(sitting: Sitting) -> None:
    assert [word.name for word in only(sitting).theirs] == ["Ann", "Bob"]
    assert Disagreements(sitting).count() == 1
    assert Disagreements(sitting).every() == ()


def test_taking_a_name_draws_the_face(sitting: Sitting, scanned: Library) -> None:
    assert answered(sitting, "Bob", "Ann", "Bob") == ["name", "reject"]
    assert Disagreements(sitting).count() == 0
    assert faces_by_name(scanned.index) == {"Bob": 1}
    assert check(scanned.index, sample=0, repair=False).problems == ()


def test_if_nobody_is_there_the_place_is_not_a_face_and_is_not_listed_again(sitting: Sitting, scanned: Library) -> None:
    assert answered(sitting, None, "Ann", "Bob") == ["not-a-face", "reject", "reject"]
    assert Disagreements(sitting).count() == 0
    assert faces_by_name(scanned.index) == {}
    again = import_names(scanned.index, NamesRequest((table(scanned, (PHOTO, 1, "Ann"), name="Ann.csv"),), ("csv",)))
    assert again.head is None
    assert check(scanned.index, sample=0, repair=False).problems == ()


def test_an_answer_is_undone_as_one_and_the_place_is_listed_again(sitting: Sitting) -> None:
    answered(sitting, "Bob", "Ann")
    undo_answer(sitting.index)
    assert [word.name for word in only(sitting).theirs] == ["Ann", "Bob"]


def test_naming_somebody_else_there_makes_it_a_face_on_which_programs_disagree(
    sitting: Sitting, scanned: Library
) -> None:
    place = only(sitting).box
    text = f"{place.x},{place.y},{place.width},{place.height}"
    label_place(sitting.index, scanned.folder / PHOTO, text, "Carl")
    assert Disagreements(sitting).places() == ()
    (found,) = Disagreements(sitting).every()
    assert (found.mine, [word.name for word in found.theirs]) == ("Carl", ["Ann", "Bob"])


def test_an_answer_about_a_place_at_which_there_is_a_face_now_is_refused(sitting: Sitting) -> None:
    place = only(sitting)
    box = (place.box.x, place.box.y, place.box.width, place.box.height)
    settle_place(sitting.index, place.photo_id, box, "Bob", ["Ann"])
    with pytest.raises(OvertakenError, match="a face is known at this place now"):
        settle_place(sitting.index, place.photo_id, box, "Ann", ["Bob"])


def test_places_that_cannot_be_are_refused(sitting: Sitting) -> None:
    photo_id = only(sitting).photo_id
    with pytest.raises(UsageError, match="outside"):
        settle_place(sitting.index, photo_id, (0.5, 0.5, 0.0, 0.1), "Ann", [])
    with pytest.raises(NotFoundError):
        settle_place(sitting.index, 999, (0.1, 0.1, 0.1, 0.1), "Ann", [])
