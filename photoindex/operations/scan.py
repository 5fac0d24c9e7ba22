"""Scan: walk the trees, find and embed the faces of what is new, store them, group them.

roots -> crawl -> compare with the index -> tasks -> workers -> outcomes -> index -> clusters -> people
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from photoindex.crawl import CrawlOptions
from photoindex.decode import PHOTO_SUFFIXES, DecodeLimits, installed_extras
from photoindex.domain.limits import MAX_PIXELS, SECONDS_PER_PHOTO
from photoindex.domain.outcome import Failed
from photoindex.errors import DaskError, IndexLockedError, InterruptedByUserError, NotFoundError, UsageError
from photoindex.faces import load_analyzer
from photoindex.models.manifest import Pack
from photoindex.models.prepared import prepare_pack
from photoindex.operations.exclusive import alone
from photoindex.operations.group import GroupSummary, group_faces
from photoindex.operations.progress import ScanProgress, ScanSummary
from photoindex.operations.scan_roots import RootGoneError, check_not_empty, check_still_there, checked_roots
from photoindex.operations.sink import Sink, Tally, last_patience
from photoindex.operations.stock import Stock, Wanted, take_stock
from photoindex.operations.stopping import Stop, stop_on_signals
from photoindex.operations.workforce import cluster_at, engine_for
from photoindex.scan.engine import EngineOptions, most_workers
from photoindex.scan.messages import Task
from photoindex.scan.worker import MakeAnalyzer
from photoindex.store.index import Connection, Index
from photoindex.store.photos import hashes_by_size, known_files, mark_found, mark_missing
from photoindex.store.results import PackStamp
from photoindex.store.roots import mark_away, mark_there, put_root, root_paths
from photoindex.store.settings import CurrentPack, current_pack, set_current_pack

if TYPE_CHECKING:
    from photoindex.scan.distributed.engine import Cluster


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
        since_ns = None if self.since is None else int(self.since.timestamp()) * 1_000_000_000
        return Wanted(self.retry_failed, self.force, since_ns)


def scan(
    index: Index,
    pack: Pack,
    request: ScanRequest,
    progress: ScanProgress,
    *,
    make_analyzer: MakeAnalyzer | None = None,
) -> ScanSummary:
    """Bring the index up to date with the trees. Original photos are only read.

    Args:
        make_analyzer: what the workers run on each image; the pack's own networks where it is not given.

    Raises:
        UsageError: a root is not there and never was, cannot be listed, or is a file that is no photo; or `path_map`
            has no meaning.
        NotFoundError: there is no photo in the roots, and there never was.
        IndexLockedError: another scan of this index runs, and `request.wait` is not set.
        StorageError: a root has gone while it was scanned, or the index cannot be written.
        DaskError: the cluster cannot be reached, or cannot do the work.
        PhotoIndexError: what the index, the disk or the pack made impossible; everything committed is kept.
    """
    begun = time.monotonic()
    if request.scheduler is not None and request.workers is not None:
        raise UsageError("--workers counts processes of this machine, and has no meaning with --scheduler")
    roots = checked_roots(index, request.roots)
    pack.verify()
    chosen = CurrentPack(PackStamp(pack.name, pack.fingerprint), pack.thresholds)
    make = make_analyzer or partial(load_analyzer, pack, threads=1)
    with alone(index, "scan", roots, wait=request.wait):
        with stop_on_signals(request.seconds) as stop, _cluster(request, roots, pack, make_analyzer) as cluster:
            sink = Sink(index, chosen.stamp, replace=request.force)
            job = _Job(index, chosen, request, roots, progress, stop, sink, cluster)
            stock = _take_stock(job)
            if make_analyzer is None and stock.todo:
                # The embedded pack, and those that another version installed or whose prepared files were lost.
                prepare_pack(pack)
            _process(job, stock, make)
            _close(job, stock)
        groups = None if stop.asked else _group(index, progress)
    progress.finished()
    return _summary(stock, job.sink.tally, groups, time.monotonic() - begun)


@dataclass(frozen=True, slots=True)
class _Job:
    """What every step of a scan needs."""

    index: Index
    pack: CurrentPack
    request: ScanRequest
    roots: Sequence[Path]
    progress: ScanProgress
    stop: Stop
    sink: Sink
    cluster: "Cluster | None"


def _cluster(
    request: ScanRequest, roots: Sequence[Path], pack: Pack, make_analyzer: MakeAnalyzer | None
) -> "AbstractContextManager[Cluster | None]":
    return cluster_at(
        request.scheduler,
        request.path_map,
        roots=roots,
        pack=pack,
        options=request.engine_options,
        make_analyzer=make_analyzer,
    )


def _take_stock(job: _Job) -> Stock:
    roots, request = job.roots, job.request
    with job.index.writing() as connection:
        known = known_files(connection, job.pack.fingerprint, roots, installed_extras())
        inner = [path for path in root_paths(connection) if any(path.is_relative_to(root) for root in roots)]
        if current_pack(connection) is None:
            set_current_pack(connection, job.pack)
        job.sink.begin(connection, roots)
    knew_any = bool(known)
    options = CrawlOptions(PHOTO_SUFFIXES, exclude=request.exclude, hidden=request.hidden)
    stock = take_stock(
        roots,
        options,
        known,
        inner_roots=inner,
        wanted=request.wanted,
        stop=job.stop,
        looking=job.progress.looking,
    )
    if stock.whole and not job.stop.asked:
        try:
            check_not_empty(stock, knew_any=knew_any)
        except (NotFoundError, UsageError):
            with job.index.writing() as connection:
                job.sink.end(connection, interrupted=False)
            raise
    return stock


def _process(job: _Job, stock: Stock, make_analyzer: MakeAnalyzer) -> None:
    """Run the workers over what is to be done, and store what comes."""
    sink = job.sink
    sink.todo = len(stock.todo)
    options = job.request.engine_options
    options = replace(options, workers=min(options.workers, len(stock.todo)))
    there = [root for root in stock.roots if os.path.lexists(root)]
    try:
        engine, workers = engine_for(
            job.cluster, stock.todo, roots=there, make_analyzer=make_analyzer, options=options, stop=job.stop
        )
        job.progress.started(len(stock.todo), stock.unchanged, workers)
        with engine:
            for outcome in engine.run(_tasks(job, stock)):
                job.progress.outcome(outcome)
                sink.take(outcome)
                if isinstance(outcome, Failed) and outcome.stage == "read":
                    check_still_there(there)
    except (DaskError, RootGoneError):
        # What came until then is whole, whatever became of the workers or the disk.
        sink.close(hurry=False)
        with job.index.writing() as connection:
            sink.end(connection, interrupted=True)
        raise
    sink.close(hurry=job.stop.asked)


def _tasks(job: _Job, stock: Stock) -> Iterator[Task]:
    hashes: dict[int, frozenset[str]] = {}
    if stock.todo and not job.request.force:
        with job.index.reading() as connection:
            hashes = hashes_by_size(connection, job.pack.fingerprint, {file.size for file in stock.todo})
    return (Task(file, hashes.get(file.size, frozenset())) for file in stock.todo)


def _close(job: _Job, stock: Stock) -> None:
    """Record what the walk found, and how this scan ended. In a hurry, an index that is in use is left as it is."""
    hurry = job.stop.asked
    try:
        with job.index.writing(patience=last_patience(hurry=hurry)) as connection:
            _record(connection, job, stock)
            job.sink.end(connection, interrupted=job.stop.asked)
    except IndexLockedError:
        if not hurry:
            raise


def _record(connection: Connection, job: _Job, stock: Stock) -> None:
    """What is gone, back and away. Only a whole walk may say that files are gone."""
    mark_found(connection, stock.back)
    if not stock.whole:
        return
    mark_missing(connection, stock.gone)
    mark_away(connection, stock.away)
    there = [root for root in root_paths(connection) if root not in stock.away]
    mark_there(connection, [root for root in there if any(root.is_relative_to(asked) for asked in stock.roots)])
    for root in stock.roots:
        if root not in stock.away:
            put_root(connection, root)
    # A pack that has seen only a part would hide the rest.
    if len(stock.todo) == job.sink.tally.files:
        set_current_pack(connection, job.pack)


def _group(index: Index, progress: ScanProgress) -> GroupSummary:
    try:
        return group_faces(index, progress.grouping, only_if_needed=True)
    except KeyboardInterrupt as error:
        raise InterruptedByUserError(
            "stopped while grouping the faces; all photos are stored",
            hint="`photoindex cluster` groups them, and so does the next scan.",
        ) from error


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _summary(stock: Stock, tally: Tally, groups: GroupSummary | None, seconds: float) -> ScanSummary:
    return ScanSummary(
        photos=tally.photos,
        faces=tally.faces,
        copies=tally.copies,
        unchanged=stock.unchanged,
        older=stock.older,
        left_out=stock.left_out,
        still_failing=stock.still_failing,
        failed=tally.failed,
        damaged=tally.damaged,
        gone=len(stock.gone),
        back=len(stock.back),
        left=len(stock.todo) - tally.files,
        unread_folders=tuple((problem.path, problem.message) for problem in stock.problems),
        away=tuple(stock.away),
        seconds=seconds,
        interrupted=groups is None,
        persons=groups.persons if groups else 0,
        clusters=groups.clusters if groups else 0,
        single_faces=groups.single_faces if groups else 0,
    )
