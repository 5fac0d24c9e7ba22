"""Store the thumbnails that a scan's workers made, apart from the outcomes, which may have to wait for the index."""

import time
from collections.abc import Callable
from dataclasses import replace

from photoindex.domain.outcome import Analysed, Outcome
from photoindex.domain.thumbnail import ThumbnailKey, key_of
from photoindex.errors import StorageError
from photoindex.operations.pictures.sweeping import sweep_if_large
from photoindex.store.opening.index import Index
from photoindex.store.thumbnails.thumbnail_store import ThumbnailStore

# In seconds and bytes. A killed scan loses the thumbnails of this period; they are made again when they are needed.
_STORE_EVERY = 2.0
_MOST_PENDING = 8_000_000


class ThumbnailWriter:
    """Write thumbnails in batches.

    Without thumbnails, everything else works. So if they cannot be written, `problem` says why, and the scan goes on
    without them.
    """

    def __init__(self, store: ThumbnailStore, clock: Callable[[], float] = time.monotonic) -> None:
        self.problem = ""
        self._store = store
        self._clock = clock
        self._pending: dict[ThumbnailKey, bytes] = {}
        self._bytes = 0
        self._due_at = clock() + _STORE_EVERY

    def take(self, outcome: Outcome) -> Outcome:
        """Keep the thumbnails of an outcome, and write all pending ones when a batch is due; returns the outcome
        without its thumbnails.
        """
        if not isinstance(outcome, Analysed) or not outcome.thumbnails:
            return outcome
        if not self.problem:
            for face, image in zip(outcome.faces, outcome.thumbnails, strict=True):
                self._pending[key_of(outcome.content_hash, face.box)] = image
                self._bytes += len(image)
            if self._bytes >= _MOST_PENDING or self._clock() >= self._due_at:
                self.flush()
        return replace(outcome, thumbnails=())

    def flush(self) -> None:
        """Write the pending thumbnails."""
        if self._pending:
            try:
                self._store.put(self._pending)
            except StorageError as error:
                self.problem = error.message
        self._pending.clear()
        self._bytes = 0
        self._due_at = self._clock() + _STORE_EVERY

    def finish(self, index: Index) -> None:
        """Write the pending thumbnails, and remove those of unknown faces if there are many."""
        self.flush()
        if not self.problem:
            try:
                sweep_if_large(index)
            except StorageError as error:
                self.problem = error.message
