"""Record decisions as answers of a sitting, in the transaction that stores them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AssignmentTable, differences
from photoindex.domain.people import Decision
from photoindex.store.database.connection import Connection
from photoindex.store.tables.sittings import AnswerRow, add_answer, begin_sitting, latest_sitting

# After a pause of this length, the next answer begins a new sitting.
_PAUSE = timedelta(minutes=30)


def record_answer(
    connection: Connection, opened_at: datetime, said: Sequence[Decision], faces: int, moment: datetime
) -> None:
    """Record the new decisions as one answer. Decisions that only undo other decisions are not an answer.

    Args:
        opened_at: when the user began to look, in UTC; a sitting does not begin earlier.
        faces: the number of faces that they settle.
        moment: the present time in UTC.
    """
    if all(decision.kind == "undo" for decision in said):
        return
    sitting = latest_sitting(connection)
    if sitting is None or moment - sitting.ended_at > _PAUSE or sitting.ended_at < opened_at:
        # A page may have been open long before the first answer.
        sitting = begin_sitting(connection, max(opened_at, moment - _PAUSE))
    seconds = max((moment - sitting.ended_at).total_seconds(), 0.0)
    add_answer(connection, AnswerRow(sitting.sitting_id, said[0].seq, said[-1].seq, faces, seconds), moment)


def settled_faces(before: AssignmentTable, after: AssignmentTable, among: NDArray[np.int64] | None = None) -> int:
    """The number of faces that count as somebody's, are ignored or are no faces only since the decisions. `among` has
    the same meaning as in `differences`.
    """
    changes = differences(before, after, among)
    ours, theirs = (table.face_id[table.settled] for table in changes)
    return int((~np.isin(theirs, ours)).sum())
