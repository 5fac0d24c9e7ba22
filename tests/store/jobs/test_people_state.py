"""The consequences of decisions are written to the index as differences only."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED, SUGGESTED, AssignmentTable
from photoindex.domain.assignment_table import IGNORED as IGNORED_STATUS
from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people import Person
from photoindex.domain.people_snapshot import ClusterChange, PeopleChange, PeopleSnapshot
from photoindex.domain.thresholds import Thresholds
from photoindex.store.jobs.people_state import save_change
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp
from photoindex.store.views.people_snapshot import load_snapshot

PACK = CurrentPack(PackStamp("pack", "a"), Thresholds(0.4, ()))


def assigned(*rows: tuple[int, int, int, float]) -> AssignmentTable:
    columns = zip(*rows, strict=True)
    face, person, status, chance = (np.array(column) for column in columns)
    return AssignmentTable(face, person, status.astype(np.int8), chance.astype(np.float64))


FIRST = assigned(
    (1, 1, CONFIRMED, 1.0), (2, 1, AUTOMATIC, 0.95), (3, 1, SUGGESTED, 0.6), (4, NO_PERSON, IGNORED_STATUS, 1.0)
)
CHANGE = PeopleChange((), (), (), {}, None, frozenset({Person(1, "Tom"), Person(2, "Ann")}), FIRST)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index.duckdb")


def save(index: Index, change: PeopleChange) -> PeopleSnapshot:
    """Write the state, and return the state that the index then holds."""
    with index.writing() as connection:
        save_change(connection, load_snapshot(connection, PACK), change)
    with index.reading() as connection:
        return load_snapshot(connection, PACK)


def kept(index: Index, change: PeopleChange, table: str, key: str) -> set[int]:
    """Write the state, and return the keys of the rows that were left untouched, which keep their row ids."""

    def rows() -> set[tuple[int, int]]:
        return set(connection.execute(f"SELECT {key}, rowid FROM {table}").fetchall())

    with index.writing() as connection:
        before = rows()
        save_change(connection, load_snapshot(connection, PACK), change)
        return {row[0] for row in before & rows()}


def test_the_state_that_was_written_is_read_back(index: Index) -> None:
    held = save(index, CHANGE)
    assert held.persons == CHANGE.persons
    gone, new = held.assigned.changes_to(FIRST)
    assert not gone.any()
    assert not new.any()


def test_only_assignments_that_differ_are_written(index: Index) -> None:
    save(index, CHANGE)
    after = assigned((1, 1, CONFIRMED, 1.0), (2, 1, AUTOMATIC, 0.96), (4, NO_PERSON, IGNORED_STATUS, 1.0),
                     (5, 2, CONFIRMED, 1.0))  # fmt: skip
    assert kept(index, replace(CHANGE, assigned=after), "assignment", "face_id") == {1, 4}
    with index.reading() as connection:
        assert load_snapshot(connection, PACK).assigned.records() == after.records()


def test_people_who_do_not_change_are_not_written(index: Index) -> None:
    save(index, CHANGE)
    fewer = replace(CHANGE, assigned=FIRST[np.array([0, 1])])
    assert kept(index, fewer, "person", "person_id") == {1, 2}
    assert save(index, replace(CHANGE, persons=frozenset({Person(1, "Tim")}))).persons == {Person(1, "Tim")}


def test_faces_that_move_leave_their_clusters(index: Index) -> None:
    some = ClusterChange(np.array([1, 2, 3]), np.array([1, 1, 2]), created=(1, 2))
    held = save(index, replace(CHANGE, clusters=some))
    assert held.clusters.of(np.array([1, 2, 3, 4])).tolist() == [1, 1, 2, -1]
    back = ClusterChange(np.array([3]), np.array([1]), merged={2: 1})
    assert kept(index, replace(CHANGE, clusters=back), "membership", "face_id") == {1, 2}
    with index.reading() as connection:
        held = load_snapshot(connection, PACK)
        merged = connection.execute("SELECT cluster_id, merged_into FROM cluster ORDER BY 1").fetchall()
    assert (held.clusters.of(np.array([1, 2, 3])).tolist(), held.clusters.next_id) == ([1, 1, 1], 3)
    assert merged == [(1, None), (2, 1)]
