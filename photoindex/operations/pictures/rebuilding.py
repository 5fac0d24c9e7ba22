"""Make the thumbnails of all faces again from the originals."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from photoindex.domain.thumbnail import FacePlace, ThumbnailKey
from photoindex.errors import InterruptedByUserError
from photoindex.operations.common.index_lock import alone
from photoindex.operations.pictures.away import AwayRoots
from photoindex.operations.pictures.making import thumbnails_from
from photoindex.operations.pictures.originals import ReadableOriginals
from photoindex.operations.pictures.records import NoPicture, PictureProblem
from photoindex.operations.pictures.sweeping import keys_of, sweep
from photoindex.originals import Original
from photoindex.store.opening.index import Index
from photoindex.store.tables.roots import root_states
from photoindex.store.thumbnails.thumbnail_store import ThumbnailStore
from photoindex.store.views.face_places import faces_in_photos, places_in_photos
from photoindex.store.views.photo_files import originals_of

# The number of photos whose thumbnails are written at once. A killed rebuild loses no more than these.
AT_ONCE = 64

Progress = Callable[[int, int], None]
"""Called with the number of photos that are done, and the number of all photos to do."""

_Made = dict[ThumbnailKey, bytes] | NoPicture


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """The number of thumbnails that were made, of those that existed already (`kept`), and of those that were
    removed because the index does not know their faces.

    `failed` maps each reason to the number of photos whose thumbnails could not be made. Their old thumbnails, if any,
    are still there.
    """

    made: int
    kept: int
    removed: int
    failed: Mapping[PictureProblem, int]


def rebuild_thumbnails(
    index: Index, progress: Progress, *, only_missing: bool = False, at_once: int = AT_ONCE
) -> RebuildReport:
    """Make all thumbnails again, or only missing ones. A rebuild that was interrupted continues where it stopped.
    `at_once` is the number of photos whose thumbnails are written at once.

    Raises:
        IndexFileError: the index does not exist or cannot be used.
        IndexLockedError: a scan or another command is reworking the index.
        StorageError: the thumbnails cannot be written.
        InterruptedByUserError: the user pressed Ctrl-C; thumbnails made so far are kept.
    """
    store = ThumbnailStore(index.files.thumbnails)
    with index.reading():
        pass  # Without an index, nothing is written beside it.
    # With the lock, because the thumbnails of a photo must not be made again while `prune` removes it.
    with alone(index, "thumbnails rebuild"):
        with index.reading() as connection:
            known = keys_of(faces_in_photos(connection))
        done = store.keys() if only_missing else store.begin_rebuild()
        todo = sorted({photo_id for key, photo_id in known.items() if key not in done})
        try:
            made, failed = _make(index, store, todo, progress, at_once)
        except KeyboardInterrupt as error:
            raise InterruptedByUserError(
                "stopped; the thumbnails made so far are kept", hint="The same command continues."
            ) from error
        if not only_missing:
            store.end_rebuild()
        return RebuildReport(made, len(done & known.keys()), sweep(index), dict(failed))


def _make(
    index: Index, store: ThumbnailStore, todo: Sequence[int], progress: Progress, at_once: int
) -> tuple[int, Counter[PictureProblem]]:
    """Make the thumbnails of these photos; returns the number of thumbnails, and of photos that failed by reason."""
    made, failed = 0, Counter[PictureProblem]()
    cores = os.cpu_count() or 1
    turns = threading.BoundedSemaphore(cores)
    away = AwayRoots()
    progress(0, len(todo))
    with ThreadPoolExecutor(cores) as pool:
        for start in range(0, len(todo), at_once):
            batch = todo[start : start + at_once]
            thumbnails: dict[ThumbnailKey, bytes] = {}
            try:
                for result in _made_in(index, batch, pool, turns, away):
                    if isinstance(result, NoPicture):
                        failed[result.reason] += 1
                    else:
                        thumbnails |= result
            finally:
                if thumbnails:
                    store.put(thumbnails)
            made += len(thumbnails)
            progress(start + len(batch), len(todo))
    return made, failed


def _made_in(
    index: Index, batch: Collection[int], pool: ThreadPoolExecutor, turns: threading.Semaphore, away: AwayRoots
) -> Iterator[_Made]:
    """Yield the thumbnails of each photo, or why it has no picture. If the caller stops, waiting photos are dropped."""
    with index.reading() as connection:
        places = places_in_photos(connection, batch)
        copies = originals_of(connection, batch)
        roots = root_states(connection)
    originals = ReadableOriginals(copies, roots, away)
    futures: list[Future[_Made]] = []

    def made(original: Original | NoPicture, faces: Sequence[FacePlace]) -> _Made:
        return original if isinstance(original, NoPicture) else thumbnails_from(original, faces, turns)

    try:
        futures += [pool.submit(made, originals.of(photo_id), places.get(photo_id, ())) for photo_id in batch]
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()
