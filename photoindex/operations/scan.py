"""Scan: walk the trees, find and embed the faces of what is new, store them, group them.

roots -> crawl -> compare with the index -> tasks -> workers -> outcomes -> index -> clusters -> people
"""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from photoindex.crawl import CrawlOptions
from photoindex.decode import PHOTO_SUFFIXES
from photoindex.domain.outcome import Failed
from photoindex.errors import InterruptedByUserError, NotFoundError, StorageError, UsageError
from photoindex.faces import load_analyzer
from photoindex.models.manifest import Pack
from photoindex.operations.group import GroupSummary, group_faces
from photoindex.operations.places import absolute
from photoindex.operations.progress import ScanProgress, ScanSummary
from photoindex.operations.sink import Sink, Tally
from photoindex.operations.stock import Stock, take_stock
from photoindex.operations.stopping import stop_on_signals
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.messages import Task
from photoindex.scan.worker import MakeAnalyzer
from photoindex.store.index import Index
from photoindex.store.photos import KnownFile, hashes_by_size, known_files, mark_found, mark_missing, put_root
from photoindex.store.results import PackStamp
from photoindex.store.runs import RunCounts, add_run
from photoindex.store.settings import CurrentPack, current_pack, set_current_pack

_FORMATS = f"Files with these endings are read: {' '.join(sorted(PHOTO_SUFFIXES))}."


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to scan and how. `roots` are folders or single photos; `workers` of None means one for each core."""

    roots: tuple[Path, ...]
    exclude: tuple[str, ...] = ()
    hidden: bool = False
    workers: int | None = None
    retry_failed: bool = False


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
        UsageError: a root is not there or cannot be listed.
        NotFoundError: there is no photo in the roots, and there never was.
        PhotoIndexError: what the index, the disk or the pack made impossible; everything committed is kept.
    """
    begun = time.monotonic()
    roots = _checked_roots(request.roots)
    pack.verify()
    chosen = CurrentPack(PackStamp(pack.name, pack.fingerprint), pack.thresholds)
    sink = Sink(index, chosen.stamp)

    with index.writing() as connection:
        known = known_files(connection, pack.fingerprint)
        hashes = hashes_by_size(connection, pack.fingerprint)
        if current_pack(connection) is None:
            set_current_pack(connection, chosen)

    with stop_on_signals() as stop:
        options = CrawlOptions(PHOTO_SUFFIXES, exclude=request.exclude, hidden=request.hidden)
        stock = take_stock(
            roots, options, known, retry_failed=request.retry_failed, stop=stop, looking=progress.looking
        )
        if not stop():
            _check_not_empty(stock, known)
        workers = _worker_count(request.workers, len(stock.todo))
        progress.started(len(stock.todo), stock.unchanged, workers)
        tasks = (Task(file, hashes.get(file.size, frozenset())) for file in stock.todo)
        with Engine(make_analyzer or partial(load_analyzer, pack, threads=1), EngineOptions(workers), stop) as engine:
            for outcome in engine.run(tasks):
                progress.outcome(outcome)
                sink.take(outcome)
                if isinstance(outcome, Failed) and outcome.stage == "read":
                    _check_still_there(stock.roots, sink)
        interrupted = stop()
        sink.close(hurry=interrupted)

    _close(index, chosen, stock, sink, interrupted=interrupted)
    groups = None if interrupted else _group(index, progress)
    progress.finished()
    return _summary(stock, sink.tally, groups, time.monotonic() - begun)


def _close(index: Index, pack: CurrentPack, stock: Stock, sink: Sink, *, interrupted: bool) -> None:
    """Record what is gone and back, and that this scan ran. Only a whole scan may say that files are gone."""
    with index.writing() as connection:
        mark_found(connection, stock.back)
        if not interrupted:
            mark_missing(connection, stock.gone)
            set_current_pack(connection, pack)
            for root in stock.roots:
                put_root(connection, root)
        counts = RunCounts(sink.tally.photos, sink.tally.faces, sink.tally.failed)
        add_run(connection, sink.started_at, pack.stamp, counts, interrupted=interrupted)


def _checked_roots(roots: Sequence[Path]) -> list[Path]:
    """Absolute paths of the roots, links left as the user wrote them."""
    checked = []
    for root in roots:
        path = absolute(root)
        try:
            # Listing tells whether a folder may be read; its entries are not needed here.
            if path.is_dir():
                with os.scandir(path):
                    pass
            elif not path.exists():
                raise UsageError(
                    f"there is no folder or photo at {path}",
                    hint="Check the spelling. If it lies on a disk that is not connected, connect it and scan again; "
                    "nothing that was found there is forgotten.",
                )
        except OSError as error:
            raise UsageError(
                f"the folder {path} cannot be read: {error.strerror or error}",
                hint="Change its permissions, or scan as a user who may read it.",
            ) from error
        checked.append(path)
    return checked


def _check_still_there(roots: Sequence[Path], sink: Sink) -> None:
    """A file that cannot be opened may mean that its whole disk has gone: then there is nothing to go on with."""
    for root in roots:
        if not os.path.lexists(root):
            sink.close(hurry=False)
            raise StorageError(
                f"{root} is no longer there: has its disk been disconnected?",
                hint="Connect it and run the same command again. Everything found so far is kept.",
            )


def _group(index: Index, progress: ScanProgress) -> GroupSummary:
    try:
        return group_faces(index, progress.grouping, only_if_needed=True)
    except KeyboardInterrupt as error:
        raise InterruptedByUserError(
            "stopped while grouping the faces; all photos are stored",
            hint="`photoindex cluster` groups them, and so does the next scan.",
        ) from error


def _check_not_empty(stock: Stock, known: Mapping[Path, KnownFile]) -> None:
    """A tree without photos that never held any is a mistake worth telling; one that did is away or was emptied."""
    for problem in stock.problems:
        if problem.path in stock.roots and problem.path.is_file():
            raise UsageError(f"{problem.path} {problem.message}", hint=_FORMATS)
    if stock.found or stock.problems or any(path.is_relative_to(root) for path in known for root in stock.roots):
        return
    where = ", ".join(str(root) for root in stock.roots)
    raise NotFoundError(
        f"there are no photos in {where}",
        hint=f"{_FORMATS} Hidden folders and folders with a .nomedia file are left out.",
    )


def _worker_count(asked: int | None, todo: int) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(asked or cores, todo)


def _summary(stock: Stock, tally: Tally, groups: GroupSummary | None, seconds: float) -> ScanSummary:
    return ScanSummary(
        photos=tally.photos,
        faces=tally.faces,
        copies=tally.copies,
        unchanged=stock.unchanged,
        still_failing=stock.still_failing,
        left_out=stock.left_out,
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
