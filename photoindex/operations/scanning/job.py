"""Prepare a scan, and hold what every step of it needs."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from photoindex.crawl import CrawlOptions, CrawlProblem, FoundFile, OptedOut, OtherFile, crawl
from photoindex.decode import PHOTO_SUFFIXES, VIDEO_SUFFIXES, installed_extras
from photoindex.operations.common.own_exports import KnownPhotos
from photoindex.operations.common.roots_on_disk import RootOnDisk
from photoindex.operations.common.typed_paths import leave_deleted_folder
from photoindex.operations.scanning.engines import cluster_at
from photoindex.operations.scanning.progress import ScanProgress
from photoindex.operations.scanning.request import ScanRequest
from photoindex.operations.scanning.result_writer import ResultWriter
from photoindex.operations.scanning.roots import roots_on_disk
from photoindex.operations.scanning.stopping import Stop, stop_on_signals
from photoindex.operations.scanning.thumbnail_writer import ThumbnailWriter
from photoindex.packs.manifest import Pack
from photoindex.scan.worker import MakeAnalyzer
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, current_pack, set_current_pack
from photoindex.store.tables.known_files import KnownFile, known_files
from photoindex.store.tables.roots import root_paths
from photoindex.store.thumbnails.thumbnail_store import ThumbnailStore

if TYPE_CHECKING:
    from photoindex.scan.dask.engine import DaskCluster


@dataclass(frozen=True, slots=True)
class Job:
    """The data that every step of a scan needs. `make_analyzer` is None if the workers run the networks of `pack`.

    `roots_before` is the state of the roots at the beginning; comparing with it shows later whether a disk was
    disconnected.
    """

    index: Index
    pack: Pack
    request: ScanRequest
    roots: Sequence[Path]
    roots_before: Mapping[Path, RootOnDisk]
    progress: ScanProgress
    make_analyzer: MakeAnalyzer | None
    stop: Stop
    writer: ResultWriter
    thumbnails: ThumbnailWriter
    cluster: "DaskCluster | None"

    @property
    def current_pack(self) -> CurrentPack:
        return CurrentPack(PackStamp(self.pack.name, self.pack.fingerprint), self.pack.thresholds)


@dataclass(frozen=True, slots=True)
class Walk:
    """A crawl of the roots that has not begun yet.

    `opted_out` are the folders that the crawl leaves out; the list grows during the crawl. Before the crawl begins,
    `photos` must be given the paths of the library.
    """

    items: Iterator[FoundFile | OtherFile | CrawlProblem]
    opted_out: list[OptedOut]
    photos: KnownPhotos


@dataclass(frozen=True, slots=True)
class Known:
    """The `files` in the roots that the index knows, by their paths as text, and the roots inside other roots."""

    files: dict[str, KnownFile]
    inner_roots: Sequence[Path]


def walk_of(roots: Sequence[Path], request: ScanRequest) -> Walk:
    """Prepare the crawl. Raises UsageError for a malformed pattern to exclude."""
    leave_deleted_folder()
    photos, opted_out = KnownPhotos(), list[OptedOut]()
    options = CrawlOptions(PHOTO_SUFFIXES, request.hidden, request.exclude, VIDEO_SUFFIXES, photos.own_files)
    return Walk(crawl(roots, options, opted_out=opted_out.append), opted_out, photos)


@contextmanager
def started(
    index: Index,
    pack: Pack,
    request: ScanRequest,
    roots: Sequence[Path],
    progress: ScanProgress,
    *,
    make_analyzer: MakeAnalyzer | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Job]:
    """While the job runs, listen for signals (see `stop_on_signals`) and stay connected to the cluster (see
    `cluster_at`).
    """
    with (
        stop_on_signals(request.seconds, clock) as stop,
        cluster_at(
            request.scheduler,
            request.path_map,
            roots=roots,
            pack=pack,
            options=request.engine_options,
            make_analyzer=make_analyzer,
        ) as cluster,
    ):
        writer = ResultWriter(index, PackStamp(pack.name, pack.fingerprint), replace=request.force)
        before = roots_on_disk(roots)
        thumbnails = ThumbnailWriter(ThumbnailStore(index.files.thumbnails))
        yield Job(index, pack, request, roots, before, progress, make_analyzer, stop, writer, thumbnails, cluster)


def begin(job: Job, walk: Walk) -> Known:
    """Record the start of the scan, and read what the index knows about the paths in its roots."""
    roots = job.roots
    with job.index.writing() as connection:
        earlier = job.pack.earlier_fingerprints
        known = known_files(connection, job.pack.fingerprint, roots, installed_extras(), earlier)
        inner = [path for path in root_paths(connection) if any(path.is_relative_to(root) for root in roots)]
        shown = current_pack(connection)
        if shown is None:
            set_current_pack(connection, job.current_pack)
        elif shown.fingerprint in earlier:
            job.writer.shown = shown.stamp
        job.writer.begin_run(connection, roots)
    walk.photos.texts = list(known)
    return Known(known, inner)
