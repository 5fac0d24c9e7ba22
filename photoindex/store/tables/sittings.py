"""Record the times in which a user answered questions, and what each answer settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from photoindex.store.database.connection import Connection


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer: its decisions, from number `first_seq` to `last_seq`, the number of faces that got a name or were
    ignored through it, and the seconds that it took.
    """

    sitting_id: int
    first_seq: int
    last_seq: int
    faces: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A time in which a user answered questions: its number, and its start and last answer in UTC."""

    sitting_id: int
    started_at: datetime
    ended_at: datetime


def latest_sitting(connection: Connection) -> SittingRow | None:
    """The latest sitting, by number."""
    row = connection.execute(
        "SELECT sitting_id, started_at, ended_at FROM sitting ORDER BY sitting_id DESC LIMIT 1"
    ).fetchone()
    return SittingRow(*row) if row else None


def begin_sitting(connection: Connection, started_at: datetime) -> SittingRow:
    """Record a new sitting that has no answers yet."""
    row = connection.execute("SELECT coalesce(max(sitting_id), 0) + 1 FROM sitting").fetchone()
    assert row is not None
    sitting = SittingRow(int(row[0]), started_at, started_at)
    connection.execute("INSERT INTO sitting VALUES (?, ?, ?)", [sitting.sitting_id, started_at, started_at])
    return sitting


def add_answer(connection: Connection, answer: AnswerRow, moment: datetime) -> None:
    """Record an answer, which ends its sitting for now."""
    connection.execute(
        "INSERT INTO answer VALUES (?, ?, ?, ?, ?)",
        [answer.sitting_id, answer.first_seq, answer.last_seq, answer.faces, answer.seconds],
    )
    connection.execute("UPDATE sitting SET ended_at = ? WHERE sitting_id = ?", [moment, answer.sitting_id])


def answer_with(connection: Connection, seq: int) -> AnswerRow | None:
    """The answer to which a decision belongs, if any."""
    rows = _answers(connection, "first_seq <= $seq AND last_seq >= $seq", seq=seq)
    return rows[0] if rows else None


def answers_of(connection: Connection, sitting_id: int) -> list[AnswerRow]:
    """The answers of a sitting, in the order in which they were given."""
    return _answers(connection, "sitting_id = $sitting", sitting=sitting_id)


def _answers(connection: Connection, condition: str, **values: int) -> list[AnswerRow]:
    rows: Sequence[Sequence[float]] = connection.execute(
        f"SELECT sitting_id, first_seq, last_seq, faces, seconds FROM answer WHERE {condition} ORDER BY first_seq",
        values,
    ).fetchall()
    return [AnswerRow(int(row[0]), int(row[1]), int(row[2]), int(row[3]), float(row[4])) for row in rows]
