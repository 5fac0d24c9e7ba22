"""Status: show the content of the index, the work that remains, and how the last scans ended."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from photoindex.data_folder import pack_folders
from photoindex.errors import PackError
from photoindex.operations.common.index_lock import Progress, Running, running
from photoindex.operations.common.roots_on_disk import there
from photoindex.operations.identities.sittings import SittingSummary, last_sitting
from photoindex.packs.registry import find_pack
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.renewal import count_adopted
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, current_pack
from photoindex.store.tables.roots import RootRow, list_roots
from photoindex.store.tables.runs import RunRow, last_runs, stamp_of_last_run
from photoindex.store.thumbnails.thumbnail_store import ThumbnailStore
from photoindex.store.views.analyses import count_analyses
from photoindex.store.views.totals import FailureKind, Totals, count_all, failure_kinds

__all__ = [
    "FailureKind",
    "NextPack",
    "Progress",
    "RootRow",
    "RootStatus",
    "RunRow",
    "Running",
    "SittingSummary",
    "Status",
    "Totals",
    "status",
]

_RUNS = 5


@dataclass(frozen=True, slots=True)
class RootStatus:
    """A root. `state` is "away" if the root is offline or held no photo at its last scan; otherwise it is "there"."""

    root: RootRow
    state: str


@dataclass(frozen=True, slots=True)
class NextPack:
    """The pack of the latest scan while the index still shows other faces: those of another pack, or those that an
    earlier version of photoindex found with this pack, also before the first scan after an update of photoindex. The
    pack has analysed the photos of `done` of all `files` that can be read.
    """

    pack: str
    fingerprint: str
    done: int
    files: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index. `index_bytes` and `packs_bytes` are sizes on disk; `packs_bytes` includes packs received
    from other machines and the files prepared from the embedded pack. `thumbnails` of faces take `thumbnails_bytes`.

    `left` is the number of files that the next scan has to read: the files that the latest scan did not reach, or the
    photos that the pack of the latest scan has not analysed, whichever number is larger. `sitting` is the latest time
    in which a user answered questions. `next_pack` will be in use when it has analysed all photos. `kept` photos have
    the faces of an earlier version of photoindex until a scan can read them.
    """

    index: Path
    index_bytes: int
    packs_bytes: int
    thumbnails: int
    thumbnails_bytes: int
    pack: str | None
    fingerprint: str | None
    totals: Totals
    left: int
    roots: tuple[RootStatus, ...]
    failures: tuple[FailureKind, ...]
    runs: tuple[RunRow, ...]
    running: Running | None
    sitting: SittingSummary | None = None
    next_pack: NextPack | None = None
    kept: int = 0


def status(index: Index) -> Status:
    """Collect the state of an index without changing it.

    Raises:
        IndexFileError: the index does not exist yet.
    """
    with index.reading() as connection:
        pack = current_pack(connection)
        totals = count_all(connection, pack.fingerprint if pack else "")
        runs = last_runs(connection, _RUNS)
        rows = list_roots(connection)
        kinds = tuple(failure_kinds(connection))
        sitting = last_sitting(connection)
        coming = _next_pack(connection, pack)
        kept = count_adopted(connection, pack.fingerprint) if pack else 0
    answering = there([root.path for root in rows])
    roots = tuple(RootStatus(row, _state(row, answering)) for row in rows)
    thumbnails = ThumbnailStore(index.files.thumbnails).size()
    unread = runs[0].remaining or 0 if runs else 0
    return Status(
        index=index.path,
        index_bytes=_bytes_of(index.path) + _bytes_of(index.files.wal),
        packs_bytes=sum(_bytes_below(folder) for folder in pack_folders()),
        thumbnails=thumbnails.thumbnails,
        thumbnails_bytes=thumbnails.bytes,
        pack=pack.stamp.name if pack else None,
        fingerprint=pack.fingerprint if pack else None,
        totals=totals,
        left=max(unread, coming.files - coming.done if coming else totals.waiting),
        roots=roots,
        failures=kinds,
        runs=tuple(runs),
        running=running(index),
        sitting=sitting,
        next_pack=coming,
        kept=kept,
    )


def _next_pack(connection: Connection, current: CurrentPack | None) -> NextPack | None:
    stamp = stamp_of_last_run(connection)
    if stamp is None or current is None:
        return None
    fingerprint = _of_next_scan(stamp)
    if fingerprint == current.fingerprint:
        return None
    analyses = count_analyses(connection, fingerprint)
    return NextPack(stamp.name, fingerprint, analyses.done, analyses.files)


def _of_next_scan(stamp: PackStamp) -> str:
    """The fingerprint with which the next scan uses the pack of the last one. It is another one if this version of
    photoindex embeds with another recipe.
    """
    try:
        pack = find_pack(stamp.name)
    except PackError:
        # The index can be used without its pack, and a scan says what is wrong with the pack.
        return stamp.fingerprint
    return pack.fingerprint if stamp.fingerprint in pack.earlier_fingerprints else stamp.fingerprint


def _state(root: RootRow, answering: Collection[Path]) -> str:
    return "there" if root.away_since is None and root.path in answering else "away"


def _bytes_below(folder: Path) -> int:
    # os.walk skips folders that cannot be read.
    return sum(_bytes_of(Path(inner, name)) for inner, _, names in os.walk(folder) for name in names)


def _bytes_of(path: Path) -> int:
    return path.stat().st_size if os.path.isfile(path) else 0  # noqa: PTH113 - never raises
