"""Where a scan's outcomes go: counted, and written to the index in batches."""

import time
from dataclasses import dataclass

from photoindex.domain.outcome import AlreadyKnown, Analysed, Outcome
from photoindex.errors import IndexLockedError
from photoindex.store.clock import utc_now
from photoindex.store.index import Index
from photoindex.store.results import PackStamp, save_outcomes

# A batch is written after so many seconds or photos: what a kill can cost, against how often others must wait.
_COMMIT_SECONDS = 2.0
_COMMIT_PHOTOS = 500
# Opening and closing a large index takes a while itself: at most a twentieth of the time goes into it.
_REST_AFTER_WRITING = 20
# While another process holds the index the scan goes on, until so many photos wait to be written.
_MOST_PENDING = 20_000
_PATIENCE_WHILE_SCANNING = 0.5
_PATIENCE_AT_THE_END = 60.0


@dataclass(slots=True)
class Tally:
    """Photos read, the faces in them, copies of known photos, files that failed, photos read only in part."""

    photos: int = 0
    faces: int = 0
    copies: int = 0
    failed: int = 0
    damaged: int = 0

    def count(self, outcome: Outcome) -> None:
        if isinstance(outcome, Analysed):
            self.photos += 1
            self.faces += len(outcome.faces)
            self.damaged += outcome.damage is not None
        elif isinstance(outcome, AlreadyKnown):
            self.copies += 1
        else:
            self.failed += 1

    @property
    def files(self) -> int:
        return self.photos + self.copies + self.failed


class Sink:
    """The scan's one way into the index. Only short writes hold the file. `tally` counts what has been written."""

    def __init__(self, index: Index, stamp: PackStamp) -> None:
        self.tally = Tally()
        self.started_at = utc_now()
        self._index = index
        self._stamp = stamp
        self._pending: list[Outcome] = []
        self._due_at = time.monotonic() + _COMMIT_SECONDS

    def take(self, outcome: Outcome) -> None:
        """Keep an outcome; write it together with others when a batch is due.

        Raises:
            IndexLockedError: another process has held the index for so long that too much waits.
            StorageError: the disk is full or failing; what was written before stays.
        """
        self._pending.append(outcome)
        if time.monotonic() >= self._due_at or len(self._pending) % _COMMIT_PHOTOS == 0:
            self._write_if_free()

    def close(self, *, hurry: bool) -> None:
        """Write what is left. In a hurry, what an index that is in use cannot take is left for the next scan."""
        if not hurry:
            self._write(_PATIENCE_AT_THE_END)
            return
        try:
            self._write(_PATIENCE_WHILE_SCANNING)
        except IndexLockedError:
            self._pending.clear()

    def _write_if_free(self) -> None:
        try:
            self._write(_PATIENCE_WHILE_SCANNING)
        except IndexLockedError:
            if len(self._pending) > _MOST_PENDING:
                raise
            self._due_at = time.monotonic() + _COMMIT_SECONDS

    def _write(self, patience: float) -> None:
        began = time.monotonic()
        if self._pending:
            with self._index.writing(patience=patience) as connection:
                save_outcomes(connection, self._pending, self._stamp)
        for outcome in self._pending:
            self.tally.count(outcome)
        self._pending.clear()
        now = time.monotonic()
        self._due_at = now + max(_COMMIT_SECONDS, _REST_AFTER_WRITING * (now - began))
