"""What to scan and how, as a command asks for it."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.decode import DecodeLimits
from photoindex.domain.limits import MAX_PIXELS, SECONDS_PER_PHOTO
from photoindex.errors import UsageError
from photoindex.operations.scanning.inventory import Wanted
from photoindex.scan.engine import EngineOptions, most_workers


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to scan and how.

    `roots` are folders or single photos; `workers` of None means one for each core. `seconds` is the time after which
    no further photo is read; the rest waits for the next scan. `low_priority` lets every other program go first.
    `force` reads all files again and replaces what was found before. `wait` waits for
    another scan of this index instead of raising. `scheduler` is the address of a Dask cluster that takes the place of
    worker processes here; `path_map` says as HERE=THERE where its workers see the photos.
    """

    roots: tuple[Path, ...]
    exclude: tuple[str, ...] = ()
    hidden: bool = False
    workers: int | None = None
    retry_failed: bool = False
    force: bool = False
    since: datetime | None = None
    seconds: float | None = None
    low_priority: bool = False
    seconds_per_photo: float = SECONDS_PER_PHOTO
    max_pixels: int = MAX_PIXELS
    wait: bool = False
    scheduler: str | None = None
    path_map: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises UsageError for options that exclude each other."""
        if self.scheduler is not None and self.workers is not None:
            raise UsageError(
                "the number of worker processes is for scans on this machine only",
                hint="On a Dask cluster, each worker has as many as it has threads.",
                advice=Action.LEAVE_OUT_WORKERS,
            )

    @property
    def engine_options(self) -> EngineOptions:
        workers = min(self.workers or _cores(), most_workers())
        limits = DecodeLimits(max_pixels=self.max_pixels)
        return EngineOptions(workers, self.seconds_per_photo, limits, low_priority=self.low_priority)

    @property
    def wanted(self) -> Wanted:
        # A moment without a zone is one on this machine's clock, as file managers show it.
        since_ns = None if self.since is None else _seconds_since_1970(self.since) * 1_000_000_000
        return Wanted(self.retry_failed, self.force, since_ns)


def _seconds_since_1970(moment: datetime) -> int:
    try:
        return int(moment.timestamp())
    except (ValueError, OverflowError, OSError):
        # The system knows no local time that long ago, when a few hours do not matter.
        return int(moment.replace(tzinfo=UTC).timestamp())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
