"""A person's album: faces by date, the dates of a life, and what is doubtful."""

import pytest

from photoindex.errors import NotFoundError
from photoindex.operations.album import album, audit, doubts
from photoindex.operations.check_people import LooksUnlike
from photoindex.operations.label import label
from photoindex.operations.person import set_lifespan
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.operations.undo import undo
from tests.library import Library, face, face_in, green, red


def person(library: Library, name: str = "Grandma") -> int:
    return label(library.index, red(library), name).person.person_id


def now(library: Library) -> Sitting:
    """A sitting that has just begun."""
    return Sitting(WarmIndex(library.index.path))


def test_faces_are_sorted_by_date_and_undated_ones_come_last(scanned: Library) -> None:
    who = person(scanned)
    shown = album(now(scanned), who)
    photos = [("2001/a.jpg", 0), ("2001/b.jpg", 0), ("2002/c.jpg", 1), ("2002/d.jpg", 0)]
    assert [face.face_id for face in shown.faces] == [face_in(scanned, name, place) for name, place in photos]
    assert (shown.photos, shown.confirmed, shown.suggested) == (4, 4, 0)
    assert shown.portrait in {face.face_id for face in shown.faces}


def test_dates_of_a_life_are_shown_as_they_were_typed(scanned: Library) -> None:
    who = person(scanned)
    set_lifespan(scanned.index, "Grandma", "1931-05", None)
    set_lifespan(scanned.index, "Grandma", None, "2019")
    shown = album(now(scanned), who)
    assert (shown.born, shown.died) == ("1931-05", "2019")


def test_an_undone_date_is_not_shown(scanned: Library) -> None:
    who = person(scanned)
    set_lifespan(scanned.index, "Grandma", "1931-05", None)
    undo(scanned.index)
    assert album(now(scanned), who).born is None


def test_a_face_that_does_not_belong_is_the_first_of_the_audit(scanned: Library) -> None:
    who = person(scanned)
    label(scanned.index, face(scanned, "2003/f.jpg"), "Grandma")
    assert audit(now(scanned), who)[0].face_id == face_in(scanned, "2003/f.jpg")


def test_a_face_that_does_not_belong_is_in_doubt_and_faces_of_others_are_not(scanned: Library) -> None:
    who = person(scanned)
    label(scanned.index, green(scanned), "Tom")
    label(scanned.index, face(scanned, "2003/f.jpg"), "Grandma")
    (doubt,) = doubts(now(scanned), who, most=10).contradictions
    assert doubt.face.face_id == face_in(scanned, "2003/f.jpg")
    assert isinstance(doubt.why, LooksUnlike)


@pytest.mark.parametrize("look", [album, audit, lambda sitting, who: doubts(sitting, who, most=10)])
def test_somebody_who_is_not_here_is_not_found(scanned: Library, look: object) -> None:
    assert callable(look)
    with pytest.raises(NotFoundError, match="not here any more"):
        look(now(scanned), 4711)
