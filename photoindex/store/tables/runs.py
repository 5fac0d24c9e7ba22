"""Record every scan: when it ran, with which pack, on which roots, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from photoindex import __version__
from photoindex.store.database.bulk import next_ids
from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.database.path_text import path_of, text_of
from photoindex.store.tables.current_pack import PackStamp


@dataclass(frozen=True, slots=True)
class RunCounts:
    """The numbers of photos that a scan read, faces that it found, files that failed and files that remain."""

    photos: int
    faces: int
    failures: int
    remaining: int | None = None


@dataclass(frozen=True, slots=True)
class RunRow:
    """A scan as `status` shows it. Times are in UTC. A scan that was killed or is still running has no `finished_at`.

    `remaining` is the number of files that the scan still had to process when it stopped; None if it stopped before it
    knew this number.
    """

    run_id: int
    started_at: datetime
    finished_at: datetime | None
    pack: str
    roots: tuple[Path, ...]
    photos: int
    faces: int
    failures: int
    remaining: int | None
    interrupted: bool


def begin_run(connection: Connection, stamp: PackStamp, roots: Sequence[Path]) -> int:
    """Record that a scan has begun; returns its number."""
    (run_id,) = next_ids(connection, "run_ids", 1)
    connection.execute(
        "INSERT INTO run VALUES (?, ?, NULL, ?, ?, ?, 0, 0, 0, TRUE, ?, NULL)",
        [run_id, utc_now(), stamp.name, stamp.fingerprint, __version__, [text_of(root) for root in roots]],
    )
    return run_id


def update_run(connection: Connection, run_id: int, counts: RunCounts) -> None:
    """Record the progress of a scan."""
    connection.execute(
        "UPDATE run SET photos = ?, faces = ?, failures = ?, remaining = ? WHERE run_id = ?",
        [counts.photos, counts.faces, counts.failures, counts.remaining, run_id],
    )


def end_run(connection: Connection, run_id: int, counts: RunCounts, *, interrupted: bool) -> None:
    """Record how a scan ended."""
    update_run(connection, run_id, counts)
    connection.execute(
        "UPDATE run SET finished_at = ?, interrupted = ? WHERE run_id = ?", [utc_now(), interrupted, run_id]
    )


# Shorter scans say little: starting the workers takes seconds.
_LEAST_PHOTOS = 30
_LEAST_SECONDS = 10.0


def usual_rate(connection: Connection) -> float | None:
    """The photos per second of the latest scan of at least 30 photos and 10 seconds; None without such a scan."""
    row = connection.execute(
        "SELECT photos, epoch(finished_at - started_at) AS seconds FROM run "
        "WHERE photos >= ? AND seconds >= ? ORDER BY run_id DESC LIMIT 1",
        [_LEAST_PHOTOS, _LEAST_SECONDS],
    ).fetchone()
    return row[0] / row[1] if row else None


def stamp_of_last_run(connection: Connection) -> PackStamp | None:
    """The pack of the latest scan, even if it is not in use yet; None before the first scan."""
    row = connection.execute("SELECT pack, fingerprint FROM run ORDER BY run_id DESC LIMIT 1").fetchone()
    return PackStamp(*row) if row else None


def last_runs(connection: Connection, count: int) -> list[RunRow]:
    """The latest scans, newest first. They are ordered by their numbers rather than by time, because clocks can be set
    back.
    """
    rows = connection.execute(
        "SELECT run_id, started_at, finished_at, pack, roots, photos, faces, failures, remaining, interrupted "
        "FROM run ORDER BY run_id DESC LIMIT ?",
        [count],
    ).fetchall()
    return [
        RunRow(run_id, started_at, finished_at, pack, tuple(path_of(root) for root in roots or ()), *rest)
        for run_id, started_at, finished_at, pack, roots, *rest in rows
    ]
