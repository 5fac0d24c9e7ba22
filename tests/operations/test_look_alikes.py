"""People and groups that look like somebody are found, unless they are different people."""

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError
from photoindex.operations.different import different
from photoindex.operations.label import label
from photoindex.operations.look_alikes import look_alikes
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.operations.split import split_by_hand
from tests.library import Library, face_in, green, red


def now(library: Library) -> Sitting:
    """A sitting that has just begun."""
    return Sitting(WarmIndex(library.index.path))


def in_two_parts(library: Library) -> int:
    """Name three red faces Grandma and the fourth one Gran, and return the id of Grandma."""
    who = label(library.index, red(library), "Grandma").person.person_id
    label(library.index, green(library), "Tom")
    split_by_hand(library.index, Target("person", name="Grandma"), [face_in(library, "2002/d.jpg")], "Gran")
    return who


def test_a_person_with_the_same_face_is_found_and_others_are_not(scanned: Library) -> None:
    who = in_two_parts(scanned)
    found = look_alikes(now(scanned), who)
    assert [(each.kind, each.name, each.faces, each.alike) for each in found.found] == [("person", "Gran", 1, 1)]
    assert found.found[0].examples == (face_in(scanned, "2002/d.jpg"),)
    assert len(found.examples) == 3


def test_different_people_are_left_out(scanned: Library) -> None:
    who = in_two_parts(scanned)
    different(scanned.index, Target("person", name="Grandma"), Target("person", name="Gran"))
    assert look_alikes(now(scanned), who).found == ()


def test_somebody_without_a_face_has_no_look_alikes(scanned: Library) -> None:
    with pytest.raises(NotFoundError):
        look_alikes(now(scanned), 4711)
