"""Decisions are undone."""

from datetime import timedelta

import pytest

from photoindex.domain.people import Decision
from photoindex.errors import NotFoundError
from photoindex.operations.label import label
from photoindex.operations.log import log
from photoindex.operations.undo import undo
from photoindex.store.database.connection import utc_now
from photoindex.store.tables.decisions import append_decision
from tests.library import Library, faces_by_name, green, red


def test_undo_reverts_the_latest_decision_and_can_itself_be_undone(scanned: Library) -> None:
    first, second = red(scanned), green(scanned)
    label(scanned.index, first, "Grandma")
    label(scanned.index, second, "Tom")
    assert undo(scanned.index).undone.source == f'label {second} "Tom"'
    assert faces_by_name(scanned.index) == {"Grandma": 4}
    assert undo(scanned.index).undone.source == f'label {first} "Grandma"'
    assert faces_by_name(scanned.index) == {}
    with pytest.raises(NotFoundError, match="nothing to undo"):
        undo(scanned.index)
    undo(scanned.index, 3)
    assert faces_by_name(scanned.index) == {"Tom": 3}
    assert [row.in_force for row in log(scanned.index)] == [False, True, False, True, True]


def test_a_decision_is_later_than_one_from_a_machine_whose_clock_is_fast(scanned: Library) -> None:
    ahead = utc_now() + timedelta(days=400)
    with scanned.index.writing() as connection:
        append_decision(connection, Decision(1, ahead, "rename", 1, "Thomas"))
    label(scanned.index, red(scanned), "Grandma")
    undone = undo(scanned.index).undone
    assert (undone.seq, undone.at) == (2, ahead + timedelta(microseconds=1))


def test_a_decision_that_is_unknown_or_already_undone_cannot_be_undone(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    undo(scanned.index, 1)
    with pytest.raises(NotFoundError, match="already undone"):
        undo(scanned.index, 1)
    with pytest.raises(NotFoundError, match="no decision 99"):
        undo(scanned.index, 99)


def test_a_name_restored_by_undo_belongs_to_the_same_person(scanned: Library) -> None:
    first, second = red(scanned), green(scanned)
    label(scanned.index, first, "Grandma")
    undo(scanned.index)
    label(scanned.index, second, "Grandma")
    undo(scanned.index, 2)
    assert faces_by_name(scanned.index) == {"Grandma": 7}
