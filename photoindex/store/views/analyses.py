"""Count the photos that a pack has analysed, and those that wait for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import below_any

_READABLE = "SELECT count(*) FROM file WHERE missing_since IS NULL AND path NOT IN (SELECT path FROM failure)"

WAITING = f"""
{_READABLE}
  AND photo_id NOT IN (SELECT photo_id FROM analysis WHERE fingerprint = $fingerprint AND embedded_by IS NULL)
"""
"""The number of present files whose photos the pack with this fingerprint has not analysed with its present recipe.
Files that could not be read are left out.
"""


@dataclass(frozen=True, slots=True)
class Analyses:
    """The numbers of present files that can be read, and of those whose photos one pack has analysed."""

    done: int
    files: int


def count_analyses(connection: Connection, fingerprint: str) -> Analyses:
    """How far the pack with this fingerprint is."""
    files = count_readable(connection)
    return Analyses(files - count_waiting(connection, fingerprint), files)


def count_readable(connection: Connection) -> int:
    """The number of present files that can be read."""
    return _number(connection, _READABLE, {})


def count_waiting(
    connection: Connection, fingerprint: str, *, below: Sequence[Path] | None = None, except_below: Sequence[Path] = ()
) -> int:
    """The value of `WAITING` for the pack with this fingerprint.

    Args:
        below: count only files in these folders; None means all files.
        except_below: leave out files in these folders.
    """
    inside, values = ("TRUE", {}) if below is None else below_any(below)
    outside, others = below_any(except_below, name="except")
    query = f"{WAITING} AND {inside} AND NOT {outside}"
    return _number(connection, query, {"fingerprint": fingerprint, **values, **others})


def _number(connection: Connection, query: str, values: dict[str, object]) -> int:
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return int(row[0])
