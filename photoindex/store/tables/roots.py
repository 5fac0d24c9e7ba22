"""Record the roots that were scanned, and which of them are away. A root is away if it is not mounted or suddenly holds
no photo at all.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.database.path_text import below_sql, is_below, path_of, text_of


@dataclass(frozen=True, slots=True)
class RootRow:
    """A root and the numbers of its files. Times are in UTC.

    `present` and `missing` are the numbers of files that were present and that were missing at their last scan. If the
    root is away (`away_since` is set), its `present` files are expected to come back. `videos` is the number of videos
    in the root when it was last scanned as a whole; videos are not read.
    """

    path: Path
    added_at: datetime
    scanned_at: datetime | None
    away_since: datetime | None
    present: int
    missing: int
    failed: int
    videos: int


def put_root(connection: Connection, root: Path, videos: int = 0) -> None:
    """Record a root that was scanned, and its number of videos, unless it lies below another recorded root."""
    text = text_of(root)
    known = [row[0] for row in connection.execute("SELECT path FROM root").fetchall()]
    if any(is_below(text, other) and text != other for other in known):
        return
    connection.execute(
        "INSERT INTO root (path, added_at, scanned_at, videos) VALUES ($1, $2, $2, $3) "
        "ON CONFLICT (path) DO UPDATE "
        "SET scanned_at = excluded.scanned_at, away_since = NULL, videos = excluded.videos",
        [text, utc_now(), videos],
    )


def mark_away(connection: Connection, roots: Iterable[Path]) -> None:
    """Record that these roots seem to be unmounted. Some of them may be folders that were never scanned as roots."""
    for root in roots:
        connection.execute(
            "INSERT INTO root (path, added_at, away_since) VALUES ($1, $2, $2) "
            "ON CONFLICT (path) DO UPDATE SET away_since = coalesce(away_since, excluded.away_since)",
            [text_of(root), utc_now()],
        )


def mark_there(connection: Connection, roots: Iterable[Path]) -> None:
    """Record that these roots are not away, because photos were seen in them."""
    connection.execute(
        "UPDATE root SET away_since = NULL WHERE away_since IS NOT NULL AND path IN (SELECT unnest(?::VARCHAR[]))",
        [[text_of(root) for root in roots]],
    )


@dataclass(frozen=True, slots=True)
class RootState:
    """A root, and whether it was away when it was last checked."""

    path: Path
    away: bool


def root_states(connection: Connection) -> list[RootState]:
    """Every root, by path."""
    rows = connection.execute("SELECT path, away_since IS NOT NULL FROM root ORDER BY path").fetchall()
    return [RootState(path_of(path), away) for path, away in rows]


def root_paths(connection: Connection) -> list[Path]:
    """Every root, by path."""
    return [path_of(row[0]) for row in connection.execute("SELECT path FROM root ORDER BY path").fetchall()]


# A root ends in a separator only if it is the top of a file system, such as "/" or "C:\".
_ROOTS = f"""
WITH prefixed AS (
    SELECT *, CASE WHEN ends_with(path, $separator) THEN path ELSE path || $separator END AS prefix FROM root
)
SELECT path, added_at, scanned_at, away_since,
       (SELECT count(*) FROM file
        WHERE {below_sql("file.path", "root.path", "prefix")} AND missing_since IS NULL),
       (SELECT count(*) FROM file
        WHERE {below_sql("file.path", "root.path", "prefix")} AND missing_since IS NOT NULL),
       (SELECT count(*) FROM failure WHERE {below_sql("failure.path", "root.path", "prefix")}), videos
FROM prefixed AS root ORDER BY path
"""


def list_roots(connection: Connection) -> list[RootRow]:
    """Every root with its counts, sorted by path."""
    rows = connection.execute(_ROOTS, {"separator": os.sep}).fetchall()
    return [RootRow(path_of(path), *rest) for path, *rest in rows]
