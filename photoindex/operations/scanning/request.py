"""Define what a command asks to be scanned, and how."""

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

    `roots` are folders or single photos; `workers` of None means one per core. After `seconds`, no further photo is
    read; the remaining photos wait for the next scan. `low_priority` lets every other program go first. `force` reads
    all files again and replaces what was found before. `wait` waits for another scan of this index instead of raising.
    `scheduler` is the address of a Dask cluster to use instead of worker processes here; `path_map` (HERE=THERE) gives
    the path THERE under which the cluster's workers see the photos that are at HERE on this machine.
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
        """Raise UsageError for options that exclude each other."""
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
        # A moment without a zone is in this machine's local time, as file managers show it.
        since_ns = None if self.since is None else _seconds_since_1970(self.since) * 1_000_000_000
        return Wanted(self.retry_failed, self.force, since_ns)


def _seconds_since_1970(moment: datetime) -> int:
    try:
        return int(moment.timestamp())
    except (ValueError, OverflowError, OSError):
        # The system has no local time for such an early date. A few hours do not matter then.
        return int(moment.replace(tzinfo=UTC).timestamp())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
