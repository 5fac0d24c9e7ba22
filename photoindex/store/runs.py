"""A row for every scan: when it ran, with which pack, and how it ended."""

from dataclasses import dataclass
from datetime import datetime

from photoindex import __version__
from photoindex.store.bulk import next_ids
from photoindex.store.clock import utc_now
from photoindex.store.index import Connection
from photoindex.store.results import PackStamp


@dataclass(frozen=True, slots=True)
class RunCounts:
    """How many photos a scan read, how many faces it found in them, how many files it could not read."""

    photos: int
    faces: int
    failures: int


def add_run(
    connection: Connection, started_at: datetime, stamp: PackStamp, counts: RunCounts, *, interrupted: bool
) -> None:
    (run_id,) = next_ids(connection, "run_ids", 1)
    connection.execute(
        "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [run_id, started_at, utc_now(), stamp.name, stamp.fingerprint, __version__,
         counts.photos, counts.faces, counts.failures, interrupted],
    )  # fmt: skip
