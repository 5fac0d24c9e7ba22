"""Hold assignments in columns, so that 100,000 faces do not need 100,000 records."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people import Assignment, AssignmentStatus

STATUSES: tuple[AssignmentStatus, ...] = ("none", "ignored", "suggested", "automatic", "confirmed", "not-a-face")
NONE, IGNORED, SUGGESTED, AUTOMATIC, CONFIRMED, NOT_A_FACE = range(len(STATUSES))


@dataclass(frozen=True, slots=True, eq=False)
class AssignmentTable:
    """One row per face. `face_id` and `person_id` are int64 (n,). `status` (int8, (n,)) is an index into `STATUSES`.
    `probability` is float64 (n,), as in `Assignment`.
    """

    face_id: NDArray[np.int64]
    person_id: NDArray[np.int64]
    status: NDArray[np.int8]
    probability: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.face_id)

    def __getitem__(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "AssignmentTable":
        return AssignmentTable(self.face_id[rows], self.person_id[rows], self.status[rows], self.probability[rows])

    @property
    def counting(self) -> NDArray[np.bool_]:
        """Mark the rows of faces that count as a person's: bool (n,)."""
        return np.isin(self.status, (CONFIRMED, AUTOMATIC))

    @property
    def settled(self) -> NDArray[np.bool_]:
        """Mark the rows of faces that count as a person's, are ignored or are not faces: bool (n,)."""
        return np.isin(self.status, (CONFIRMED, AUTOMATIC, IGNORED, NOT_A_FACE))

    def records(self) -> list[Assignment]:
        """One record per row."""
        rows = zip(*(column.tolist() for column in self._columns()), strict=True)
        return [
            Assignment(face, None if who == NO_PERSON else who, STATUSES[status], chance)
            for face, who, status, chance in rows
        ]

    def faces_of(self, person_id: int, *statuses: int) -> NDArray[np.int64]:
        """The faces of a person that have one of these statuses, in the order of the rows."""
        theirs = (self.person_id == person_id) & np.isin(self.status, statuses)
        return np.asarray(self.face_id[theirs], dtype=np.int64)

    def rows_of(self, face_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of those of these faces that the table has, in the given order. The table is in ascending order of
        faces.
        """
        if len(self) == 0:
            return np.empty(0, dtype=np.int64)
        rows = np.minimum(np.searchsorted(self.face_id, face_ids), len(self) - 1)
        return np.asarray(rows[self.face_id[rows] == face_ids], dtype=np.int64)

    def changes_to(self, after: "AssignmentTable") -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Mark the rows of this table that `after` lacks or has changed, and the rows of `after` that are new or
        changed.

        Both tables are in ascending order of faces.
        """
        row = np.searchsorted(self.face_id, after.face_id)
        inside = np.minimum(row, max(len(self) - 1, 0))
        same = np.zeros(len(after), dtype=bool)
        if len(self):
            before = self[inside]
            pairs = zip(before._columns(), after._columns(), strict=True)
            same = np.logical_and.reduce([one == other for one, other in pairs])
        gone = np.ones(len(self), dtype=bool)
        gone[inside[same]] = False
        return gone, ~same

    def _columns(self) -> Sequence[NDArray[np.generic]]:
        return self.face_id, self.person_id, self.status, self.probability


def differences(
    before: AssignmentTable, after: AssignmentTable, among: NDArray[np.int64] | None = None
) -> tuple[AssignmentTable, AssignmentTable]:
    """The rows of `before` that `after` lacks or has changed, and the rows of `after` that are new or changed. Both
    tables are in ascending order of faces.

    Args:
        among: the faces whose rows may differ, if that is known: int64 (n,), ascending.
    """
    if among is not None:
        before, after = before[before.rows_of(among)], after[after.rows_of(among)]
    gone, new = before.changes_to(after)
    return before[gone], after[new]


def updated(table: AssignmentTable, face_ids: NDArray[np.int64], new: AssignmentTable) -> AssignmentTable:
    """The table without its rows for these faces, and with new rows, which must be about some of them. `table` and
    `new` are in ascending order of faces.
    """
    gone = table.rows_of(face_ids)
    at = np.searchsorted(np.delete(table.face_id, gone), new.face_id)
    pairs = zip(table._columns(), new._columns(), strict=True)
    face_id, person_id, status, probability = (np.insert(np.delete(old, gone), at, fresh) for old, fresh in pairs)
    return AssignmentTable(face_id, person_id, status, probability)


def joined(tables: Sequence[AssignmentTable]) -> AssignmentTable:
    """Join the rows of several tables, ordered by face."""
    columns = [np.concatenate(parts) for parts in zip(*(table._columns() for table in tables), strict=True)]
    order = np.argsort(columns[0], kind="stable")
    face_id, person_id, status, probability = (column[order] for column in columns)
    return AssignmentTable(
        face_id.astype(np.int64), person_id.astype(np.int64), status.astype(np.int8), probability.astype(np.float64)
    )
