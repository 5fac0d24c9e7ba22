"""Where a scan's outcomes go: counted, and written to the index in batches."""

import time
from dataclasses import dataclass

from photoindex.domain.outcome import AlreadyKnown, Analysed, Outcome
from photoindex.store.clock import utc_now
from photoindex.store.index import Index
from photoindex.store.results import PackStamp, save_outcomes

# A batch is written after so many seconds or photos: what a kill can cost, against how often others must wait.
_COMMIT_SECONDS = 2.0
_COMMIT_PHOTOS = 500


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
    """The scan's one way into the index. Only short writes hold the file."""

    def __init__(self, index: Index, stamp: PackStamp) -> None:
        self.tally = Tally()
        self.started_at = utc_now()
        self._index = index
        self._stamp = stamp
        self._pending: list[Outcome] = []
        self._written_at = time.monotonic()

    def take(self, outcome: Outcome) -> None:
        """Count an outcome; write it together with others when a batch is due."""
        self.tally.count(outcome)
        self._pending.append(outcome)
        if time.monotonic() - self._written_at > _COMMIT_SECONDS or len(self._pending) >= _COMMIT_PHOTOS:
            self.flush()

    def flush(self) -> None:
        """Write what is pending.

        Raises:
            StorageError: the disk is full or failing; what was written before stays.
        """
        if self._pending:
            with self._index.writing() as connection:
                save_outcomes(connection, self._pending, self._stamp)
            self._pending.clear()
        self._written_at = time.monotonic()
