"""A person's album: faces by date, the dates of a life, and what is doubtful."""

import pytest

from photoindex.errors import NotFoundError
from photoindex.operations.album import album, audit, doubts
from photoindex.operations.check_people import LooksUnlike
from photoindex.operations.label import label
from photoindex.operations.person import set_lifespan
from photoindex.operations.undo import undo
from tests.library import Library, face, green, red


def person(library: Library, name: str = "Grandma") -> int:
    return label(library.index, red(library), name).person.person_id


def test_faces_are_sorted_by_date_and_undated_ones_come_last(scanned: Library) -> None:
    shown = album(scanned.index, person(scanned))
    assert [row.path.name for row in shown.faces] == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
    assert (shown.photos, shown.confirmed, shown.portrait in {row.face_id for row in shown.faces}) == (4, 4, True)


def test_dates_of_a_life_are_shown_as_they_were_typed(scanned: Library) -> None:
    who = person(scanned)
    set_lifespan(scanned.index, "Grandma", "1931-05", None)
    set_lifespan(scanned.index, "Grandma", None, "2019")
    assert (album(scanned.index, who).born, album(scanned.index, who).died) == ("1931-05", "2019")


def test_an_undone_date_is_not_shown(scanned: Library) -> None:
    who = person(scanned)
    set_lifespan(scanned.index, "Grandma", "1931-05", None)
    undo(scanned.index)
    assert album(scanned.index, who).born is None


def test_a_face_that_does_not_belong_is_the_first_of_the_audit(scanned: Library) -> None:
    who = person(scanned)
    label(scanned.index, face(scanned, "2003/f.jpg"), "Grandma")
    assert audit(scanned.index, who)[0].path.name == "f.jpg"


def test_a_face_that_does_not_belong_is_in_doubt_and_faces_of_others_are_not(scanned: Library) -> None:
    who = person(scanned)
    label(scanned.index, green(scanned), "Tom")
    label(scanned.index, face(scanned, "2003/f.jpg"), "Grandma")
    (doubt,) = doubts(scanned.index, who, most=10).contradictions
    assert doubt.face.path.name == "f.jpg"
    assert isinstance(doubt.why, LooksUnlike)


@pytest.mark.parametrize("look", [album, audit, lambda index, who: doubts(index, who, most=10)])
def test_somebody_who_is_not_here_is_not_found(scanned: Library, look: object) -> None:
    assert callable(look)
    with pytest.raises(NotFoundError, match="not here any more"):
        look(scanned.index, 4711)
