"""What a new clustering changes for the people who have a name."""

import numpy as np

from photoindex.domain.assignment_table import STATUSES, AssignmentTable
from photoindex.domain.missing_ids import NO_PERSON
from photoindex.people.clustering.changes import NameChange, name_changes


def table(*rows: tuple[int, int, str]) -> AssignmentTable:
    faces, persons, statuses = zip(*rows, strict=True)
    return AssignmentTable(
        np.array(faces, dtype=np.int64),
        np.array(persons, dtype=np.int64),
        np.array([STATUSES.index(status) for status in statuses], dtype=np.int8),
        np.ones(len(faces)),
    )


def test_faces_that_count_are_counted_for_the_person_who_gains_and_the_person_who_loses_them() -> None:
    before = table((1, 7, "confirmed"), (2, 7, "automatic"), (3, 8, "automatic"), (4, NO_PERSON, "none"))
    after = table((1, 7, "confirmed"), (2, 8, "automatic"), (3, 8, "automatic"), (4, 8, "automatic"))
    assert name_changes(before, after) == [NameChange(8, gained=2, lost=0), NameChange(7, gained=0, lost=1)]


def test_suggested_and_ignored_faces_count_for_nobody() -> None:
    before = table((1, 7, "suggested"), (2, 7, "automatic"), (3, 7, "automatic"))
    after = table((1, 7, "automatic"), (2, 7, "suggested"), (3, NO_PERSON, "ignored"))
    assert name_changes(before, after) == [NameChange(7, gained=1, lost=2)]


def test_an_automatic_face_that_becomes_confirmed_is_not_a_change() -> None:
    assert name_changes(table((1, 7, "automatic")), table((1, 7, "confirmed"))) == []
