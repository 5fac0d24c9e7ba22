"""Sum up a sitting: its time, its answers, and the faces that they settled."""

from dataclasses import dataclass
from datetime import datetime

from photoindex.people.decisions.standing import standing
from photoindex.store.database.connection import Connection
from photoindex.store.tables.decisions import decisions_without_faces
from photoindex.store.tables.sittings import answers_of, latest_sitting


@dataclass(frozen=True, slots=True)
class SittingSummary:
    """The time in which a user answered questions, in UTC, with pauses of up to half an hour, and its answers that
    stand: their number, and the number of faces that they gave a name or ignored. `seconds` is the whole time.
    """

    started_at: datetime
    ended_at: datetime
    answers: int
    faces: int
    seconds: float


def last_sitting(connection: Connection) -> SittingSummary | None:
    """The latest sitting; None if there was none. An answer that was undone in whole or in part does not count."""
    sitting = latest_sitting(connection)
    if sitting is None:
        return None
    seqs = {decision.seq for decision in standing(decisions_without_faces(connection))}
    answers = [
        item
        for item in answers_of(connection, sitting.sitting_id)
        if seqs.issuperset(range(item.first_seq, item.last_seq + 1))
    ]
    return SittingSummary(
        sitting.started_at,
        sitting.ended_at,
        len(answers),
        sum(item.faces for item in answers),
        (sitting.ended_at - sitting.started_at).total_seconds(),
    )
