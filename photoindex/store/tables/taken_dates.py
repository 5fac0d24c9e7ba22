"""Read and update the dates on which photos were taken, including the precision and the source of each date."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from photoindex.domain.photo import FACTS_VERSION, TakenFrom, TakenPrecision
from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import below_any, path_of

TAKEN_UNTIL = """(taken_at + CASE taken_precision
    WHEN 'year' THEN INTERVAL 1 YEAR WHEN 'month' THEN INTERVAL 1 MONTH WHEN 'day' THEN INTERVAL 1 DAY
    WHEN 'minute' THEN INTERVAL 1 MINUTE ELSE INTERVAL 1 MICROSECOND END)"""
"""SQL for the end (exclusive) of the period in which the photo may have been taken."""


@dataclass(frozen=True, slots=True)
class TakenRow:
    """The date on which a photo was taken, its precision, its source, and whether it may be used to rule people out."""

    moment: datetime
    precision: TakenPrecision
    source: TakenFrom
    trusted: bool


@dataclass(frozen=True, slots=True)
class OldFacts:
    """A photo whose facts an older version of photoindex read: these facts, the `version` of the reading (see
    `FACTS_VERSION`), and one file that held the photo.
    """

    photo_id: int
    path: Path
    size: int
    mtime_ns: int
    taken_at: datetime | None
    taken_from: str
    camera_make: str | None
    camera_model: str | None
    version: int


def taken_of(connection: Connection, photo_id: int) -> TakenRow | None:
    """When a photo was taken; None if unknown."""
    row = connection.execute(
        "SELECT taken_at, taken_precision, taken_from, taken_trusted FROM photo "
        "WHERE photo_id = ? AND taken_at IS NOT NULL",
        [photo_id],
    ).fetchone()
    return TakenRow(*row) if row else None


def old_facts(connection: Connection, roots: Sequence[Path]) -> list[OldFacts]:
    """The photos below these roots whose facts an older version of photoindex read, sorted by path."""
    below, values = below_any(roots)
    rows = connection.execute(
        "SELECT photo_id, min(path), arg_min(file.size, path), arg_min(mtime_ns, path), any_value(taken_at), "
        "any_value(taken_from), any_value(camera_make), any_value(camera_model), any_value(facts_version) "
        "FROM photo JOIN file USING (photo_id) "
        f"WHERE facts_version < $version AND missing_since IS NULL AND {below} "
        "GROUP BY photo_id ORDER BY 2",
        values | {"version": FACTS_VERSION},
    ).fetchall()
    return [OldFacts(photo_id, path_of(path), *rest) for photo_id, path, *rest in rows]


def update_taken(connection: Connection, found: Mapping[int, TakenRow | None], checked: Collection[int]) -> None:
    """Store when photos were taken (`found`, by photo id; None if unknown), and record that all photos in `checked`
    were read again.
    """
    values = [
        (photo_id, row.source, row.moment, row.precision, row.trusted) if row else (photo_id, "", None, "second", False)
        for photo_id, row in found.items()
    ]
    connection.execute(
        "UPDATE photo SET taken_from = new.source, taken_at = new.moment, taken_precision = new.exact, "
        "taken_trusted = new.trusted FROM (SELECT unnest(?::BIGINT[]) AS id, unnest(?::VARCHAR[]) AS source, "
        "unnest(?::TIMESTAMP[]) AS moment, unnest(?::VARCHAR[]) AS exact, unnest(?::BOOLEAN[]) AS trusted) AS new "
        "WHERE photo_id = new.id",
        [list(column) for column in zip(*values, strict=True)] or [[]] * 5,
    )
    connection.execute(
        "UPDATE photo SET facts_version = ? WHERE photo_id IN (SELECT unnest(?::BIGINT[]))",
        [FACTS_VERSION, list(checked)],
    )
