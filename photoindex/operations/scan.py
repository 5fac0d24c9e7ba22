"""Scan: walk the trees, find and embed the faces of what is new, store them, group them.

roots -> crawl -> compare with the index -> tasks -> workers -> outcomes -> index -> clusters -> people
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from photoindex.advice.actions import Action
from photoindex.crawl import CrawlOptions, CrawlProblem, FoundFile, OptedOut, OtherFile, crawl
from photoindex.crawl.names import EXPORT_RECORD
from photoindex.decode import PHOTO_SUFFIXES, VIDEO_SUFFIXES, DecodeLimits, installed_extras
from photoindex.domain.limits import MAX_PIXELS, SECONDS_PER_PHOTO
from photoindex.domain.outcome import Failed
from photoindex.errors import IndexLockedError, InterruptedByUserError, UsageError
from photoindex.faces import load_analyzer
from photoindex.operations.clustering.regroup import GroupSummary, group_faces
from photoindex.operations.common.index_lock import Running, alone
from photoindex.operations.common.own_exports import KnownPhotos
from photoindex.operations.common.root_looks import RootLook
from photoindex.operations.common.typed_paths import leave_deleted_folder
from photoindex.operations.scanning.bookkeeping import record, use_pack
from photoindex.operations.scanning.dates import reread_dates
from photoindex.operations.scanning.engines import cluster_at, engine_for
from photoindex.operations.scanning.inventory import Stock, Wanted, take_stock
from photoindex.operations.scanning.progress import ScanProgress, ScanSummary
from photoindex.operations.scanning.result_writer import ResultWriter, last_patience
from photoindex.operations.scanning.roots import check_not_empty, check_still_there, checked_roots, looks_of
from photoindex.operations.scanning.stopping import Stop, stop_on_signals
from photoindex.packs.manifest import Pack
from photoindex.packs.prepared import prepare_pack
from photoindex.scan.engine import EngineOptions, most_workers
from photoindex.scan.messages import Task
from photoindex.scan.worker import MakeAnalyzer
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, current_pack, set_current_pack
from photoindex.store.tables.photos import KnownFile, hashes_at, hashes_by_size, known_files
from photoindex.store.tables.roots import root_paths

__all__ = [
    "EXPORT_RECORD",
    "Running",
    "ScanProgress",
    "ScanRequest",
    "ScanSummary",
    "scan",
]

if TYPE_CHECKING:
    from photoindex.scan.dask.engine import DaskCluster


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to scan and how.

    `roots` are folders or single photos; `workers` of None means one for each core. `seconds` is the time after which
    no further photo is read; the rest waits for the next scan. `low_priority` lets every other program go first.
    `force` reads all files again and puts what is found now in the place of what was found before. `wait` waits for
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


def scan(
    index: Index,
    pack: Pack,
    request: ScanRequest,
    progress: ScanProgress,
    *,
    make_analyzer: MakeAnalyzer | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> ScanSummary:
    """Bring the index up to date with the trees. Original photos are only read.

    Args:
        make_analyzer: what the workers run on each image; the pack's own networks where it is not given.
        clock: measures `request.seconds`.

    Raises:
        UsageError: a root is not there and never was, cannot be listed, or is a file that is no photo; a pattern to
            exclude is malformed; or `path_map` has no meaning.
        NotFoundError: there is no photo in the roots, and there never was.
        IndexLockedError: another scan of this index runs, and `request.wait` is not set.
        StorageError: a root has gone while it was scanned, or the index cannot be written.
        DaskError: the cluster cannot be reached, or cannot do the work.
        PhotoIndexError: what the index, the disk or the pack made impossible; everything committed is kept.
    """
    begun = time.monotonic()
    if request.scheduler is not None and request.workers is not None:
        raise UsageError(
            "the number of worker processes is for scans on this machine only",
            hint="On a Dask cluster, each worker has as many as it has threads.",
            advice=Action.LEAVE_OUT_WORKERS,
        )
    roots = checked_roots(index, request.roots)
    leave_deleted_folder()
    photos, opted_out = KnownPhotos(), list[OptedOut]()
    options = CrawlOptions(PHOTO_SUFFIXES, request.hidden, request.exclude, VIDEO_SUFFIXES, photos.own_files)
    walk = crawl(roots, options, opted_out=opted_out.append)
    pack.verify()
    chosen = CurrentPack(PackStamp(pack.name, pack.fingerprint), pack.thresholds)
    make = make_analyzer or partial(load_analyzer, pack, threads=1)
    with alone(index, "scan", roots, waiting=progress.waiting if request.wait else None):
        with stop_on_signals(request.seconds, clock) as stop, _cluster(request, roots, pack, make_analyzer) as cluster:
            writer = ResultWriter(index, chosen.stamp, replace=request.force)
            job = _Job(index, chosen, request, roots, looks_of(roots), progress, stop, writer, cluster)
            known, inner_roots = _begin(job)
            photos.texts = list(known)
            with writer.recording_the_end():
                stock = _take_stock(job, walk, known, inner_roots, opted_out)
                if make_analyzer is None and cluster is None and stock.todo:
                    # The embedded pack, and those that another version installed or whose prepared files were lost.
                    prepare_pack(pack)
                _process(job, stock, make)
                reread_dates(index, roots, lambda: stop.asked)
                unseen = _close(job, stock)
        groups = None if stop.asked else _group(index, progress)
    progress.finished()
    return _summary(job, stock, unseen, groups, time.monotonic() - begun)


@dataclass(frozen=True, slots=True)
class _Job:
    """What every step of a scan needs."""

    index: Index
    pack: CurrentPack
    request: ScanRequest
    roots: Sequence[Path]
    looks: Mapping[Path, RootLook]
    progress: ScanProgress
    stop: Stop
    writer: ResultWriter
    cluster: "DaskCluster | None"


def _cluster(
    request: ScanRequest, roots: Sequence[Path], pack: Pack, make_analyzer: MakeAnalyzer | None
) -> "AbstractContextManager[DaskCluster | None]":
    return cluster_at(
        request.scheduler,
        request.path_map,
        roots=roots,
        pack=pack,
        options=request.engine_options,
        make_analyzer=make_analyzer,
    )


def _begin(job: _Job) -> tuple[dict[str, KnownFile], list[Path]]:
    """Record that the scan runs; what is known of the paths in its roots, and which roots lie inside of them."""
    roots = job.roots
    with job.index.writing() as connection:
        known = known_files(connection, job.pack.fingerprint, roots, installed_extras())
        inner = [path for path in root_paths(connection) if any(path.is_relative_to(root) for root in roots)]
        if current_pack(connection) is None:
            set_current_pack(connection, job.pack)
        job.writer.begin_run(connection, roots)
    return known, inner


def _take_stock(
    job: _Job,
    walk: Iterable[FoundFile | OtherFile | CrawlProblem],
    known: dict[str, KnownFile],
    inner_roots: Sequence[Path],
    opted_out: Sequence[OptedOut],
) -> Stock:
    knew_any = bool(known)
    stock = take_stock(
        job.roots,
        walk,
        known,
        inner_roots=inner_roots,
        wanted=job.request.wanted,
        stop=job.stop,
        looking=job.progress.looking,
        opted_out=opted_out,
    )
    if stock.whole and not job.stop.asked:
        check_not_empty(stock, knew_any=knew_any)
    if stock.gone:
        # They are not, if their disk went while the walk was at them.
        check_still_there(job.looks)
    return stock


def _process(job: _Job, stock: Stock, make_analyzer: MakeAnalyzer) -> None:
    """Run the workers over what is to be done, and store what comes."""
    writer = job.writer
    writer.todo = len(stock.todo)
    options = job.request.engine_options
    options = replace(options, workers=min(options.workers, len(stock.todo)))
    engine, workers = engine_for(
        job.cluster, stock.todo, roots=list(job.looks), make_analyzer=make_analyzer, options=options, stop=job.stop
    )
    job.progress.started(len(stock.todo), stock.unchanged, workers)
    with engine:
        for outcome in engine.run(_tasks(job, stock)):
            if isinstance(outcome, Failed) and outcome.stage == "read":
                check_still_there(job.looks)
            job.progress.outcome(outcome)
            writer.take(outcome)
    writer.flush(hurry=job.stop.asked)


def _tasks(job: _Job, stock: Stock) -> Iterator[Task]:
    hashes: dict[int, frozenset[str]] = {}
    if stock.todo and not job.request.force:
        with job.index.reading() as connection:
            hashes = hashes_by_size(connection, job.pack.fingerprint, {file.size for file in stock.todo})
            # However many photos have its size, a file that still holds what it held is not decoded again.
            job.writer.held = hashes_at(connection, job.pack.fingerprint, [file.path for file in stock.todo])
    held = job.writer.held
    return (
        Task(file, hashes.get(file.size, frozenset()) | ({held[file.path]} if file.path in held else frozenset()))
        for file in stock.todo
    )


def _close(job: _Job, stock: Stock) -> int:
    """Record what the walk found, and how this scan ended. In a hurry, an index that is in use is left as it is.

    Returns:
        How many files keep the pack from being used, as `use_pack` does.
    """
    hurry = job.stop.asked
    try:
        with job.index.writing(patience=last_patience(hurry=hurry)) as connection:
            record(connection, stock)
            job.writer.finish_run(connection, interrupted=hurry)
            return use_pack(connection, job.pack)
    except IndexLockedError:
        if not hurry:
            raise
    return 0


def _group(index: Index, progress: ScanProgress) -> GroupSummary:
    try:
        return group_faces(index, progress.grouping, only_if_needed=True)
    except KeyboardInterrupt as error:
        raise InterruptedByUserError(
            "stopped while grouping the faces; all photos are stored",
            hint="The next scan groups them.",
            advice=Action.GROUP_FACES,
        ) from error


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _summary(job: _Job, stock: Stock, unseen: int, groups: GroupSummary | None, seconds: float) -> ScanSummary:
    tally = job.writer.tally
    return ScanSummary(
        pack=job.pack.stamp.name,
        photos=tally.photos,
        faces=tally.faces,
        copies=tally.copies,
        unchanged=stock.unchanged + tally.same,
        older=stock.older,
        left_out=stock.left_out,
        videos=stock.videos.total(),
        still_failing=stock.still_failing,
        failed=tally.failed,
        damaged=tally.damaged,
        gone=len(stock.gone),
        back=len(stock.back),
        left=len(stock.todo) - tally.files,
        walked=stock.whole,
        unseen=unseen,
        unread_folders=tuple((problem.path, problem.message) for problem in stock.problems),
        away=tuple(stock.away),
        opted_out=tuple((folder.path, folder.marker) for folder in stock.opted_out),
        seconds=seconds,
        interrupted=groups is None,
        persons=groups.persons if groups else 0,
        clusters=groups.clusters if groups else 0,
        single_faces=groups.single_faces if groups else 0,
    )
