"""Scan: walk the folders, find and embed the faces in new photos, store them, cluster them.

roots -> crawl -> compare with the index -> tasks -> workers -> outcomes -> index -> clusters -> people
"""

import time
from collections.abc import Callable

from photoindex.advice.actions import Action
from photoindex.crawl.names import EXPORT_RECORD
from photoindex.errors import InterruptedByUserError
from photoindex.operations.clustering.regroup import GroupSummary, group_faces
from photoindex.operations.common.index_lock import Running, alone
from photoindex.operations.scanning.job import begin, started, walk_of
from photoindex.operations.scanning.noted_progress import NotedProgress
from photoindex.operations.scanning.placing import place_photos
from photoindex.operations.scanning.progress import Renewal, ScanProgress, ScanSummary
from photoindex.operations.scanning.request import ScanRequest
from photoindex.operations.scanning.rereading import reread_facts
from photoindex.operations.scanning.roots import checked_roots
from photoindex.operations.scanning.steps import close, inventory_of, process, summary_of
from photoindex.packs.manifest import Pack
from photoindex.scan.worker import MakeAnalyzer
from photoindex.store.opening.index import Index

__all__ = [
    "EXPORT_RECORD",
    "Renewal",
    "Running",
    "ScanProgress",
    "ScanRequest",
    "ScanSummary",
    "scan",
]


def scan(
    index: Index,
    pack: Pack,
    request: ScanRequest,
    progress: ScanProgress,
    *,
    make_analyzer: MakeAnalyzer | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> ScanSummary:
    """Bring the index up to date with the folders. Original photos are only read.

    `make_analyzer` creates the analyzer that workers run on each image; by default, workers run the networks of the
    pack. `clock` is the clock that `request.seconds` refers to.

    Raises:
        UsageError: a root does not exist and never did, cannot be listed, or is a file but not a photo; a pattern to
            exclude is malformed; or `path_map` is invalid.
        NotFoundError: there are no photos in the roots, and there never were any.
        IndexLockedError: another scan of this index is running, and `request.wait` is not set.
        StorageError: the disk of a root was disconnected during the scan, or the index cannot be written.
        DaskError: the cluster cannot be reached, or cannot do the work.
        PhotoIndexError: the index, the disk or the pack made the scan impossible; everything committed is kept.
    """
    begun = time.monotonic()
    request.check()
    roots = checked_roots(index, request.roots)
    walk = walk_of(roots, request)
    pack.verify()
    waiting = progress.waiting if request.wait else None
    with alone(index, "scan", roots, creates=True, waiting=waiting) as holding:
        progress = NotedProgress(progress, holding.tell)
        with started(index, pack, request, roots, progress, make_analyzer=make_analyzer, clock=clock) as job:
            known = begin(job, walk)
            with job.writer.recording_the_end():
                inventory = inventory_of(job, walk, known)
                process(job, inventory)
                reread_facts(index, roots, lambda: job.stop.asked, job.progress.reading)
                place_photos(index, lambda: job.stop.asked)
                in_use = close(job, inventory)
        groups = None if job.stop.asked else _group(index, progress)
    progress.finished()
    return summary_of(job, inventory, in_use, groups, time.monotonic() - begun)


def _group(index: Index, progress: ScanProgress) -> GroupSummary:
    try:
        return group_faces(index, progress.grouping, only_if_needed=True)
    except KeyboardInterrupt as error:
        raise InterruptedByUserError(
            "stopped while clustering the faces; all photos are stored",
            hint="The next scan clusters them.",
            advice=Action.GROUP_FACES,
        ) from error
