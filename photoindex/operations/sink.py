"""Where a scan's outcomes go: counted, and written to the index in batches."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.domain.outcome import AlreadyKnown, Analysed, Outcome
from photoindex.errors import IndexLockedError
from photoindex.people.matching import match_faces
from photoindex.store.faces import faces_by_hash
from photoindex.store.groups import set_grouped_faces
from photoindex.store.index import Connection, Index
from photoindex.store.photos import ids_of_hashes
from photoindex.store.results import EarlierFaces, PackStamp, save_outcomes
from photoindex.store.runs import RunCounts, begin_run, end_run, update_run

# A batch is written after so many seconds or photos: what a kill can cost, against how often others must wait.
_COMMIT_SECONDS = 2.0
_COMMIT_PHOTOS = 500
# While another process keeps the index open for long, so many outcomes wait in memory: some 30 MB.
_MOST_PENDING = 10_000


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
    """The scan's one way into the index. Only short writes hold the file.

    Args:
        replace: what the pack found before in a photo gives way to what it finds now.
    """

    def __init__(self, index: Index, stamp: PackStamp, *, replace: bool = False) -> None:
        self.tally = Tally()
        self.todo: int | None = None
        self._run_id = 0
        self._index = index
        self._stamp = stamp
        self._replace = replace
        self._pending: list[Outcome] = []
        self._written_at = time.monotonic()

    def begin(self, connection: Connection, roots: Sequence[Path]) -> None:
        """Record that the scan has begun."""
        self._run_id = begin_run(connection, self._stamp, roots)

    def take(self, outcome: Outcome) -> None:
        """Count an outcome; write it together with others when a batch is due."""
        self.tally.count(outcome)
        self._pending.append(outcome)
        full = len(self._pending) % _COMMIT_PHOTOS == 0
        if not full and time.monotonic() - self._written_at <= _COMMIT_SECONDS:
            return
        try:
            self.flush()
        except IndexLockedError:
            # Somebody makes a backup, say. What is pending goes with the next batch.
            if len(self._pending) >= _MOST_PENDING:
                raise
            self._written_at = time.monotonic()

    def flush(self) -> None:
        """Write what is pending.

        Raises:
            StorageError: the disk is full or failing; what was written before stays.
        """
        if self._pending:
            with self._index.writing() as connection:
                earlier = self._earlier_faces(connection) if self._replace else None
                save_outcomes(connection, self._pending, self._stamp, earlier)
                update_run(connection, self._run_id, self._counts())
            self._pending.clear()
        self._written_at = time.monotonic()

    def end(self, connection: Connection, *, interrupted: bool) -> None:
        """Record how the scan ended."""
        end_run(connection, self._run_id, self._counts(), interrupted=interrupted)

    def _counts(self) -> RunCounts:
        tally = self.tally
        left = None if self.todo is None else self.todo - tally.files
        return RunCounts(tally.photos, tally.faces, tally.failed, left)

    def _earlier_faces(self, connection: Connection) -> EarlierFaces:
        """Faces that are found again in their old places keep their ids, so that clusters keep theirs."""
        analysed = {item.content_hash: item for item in self._pending if isinstance(item, Analysed)}
        before = faces_by_hash(connection, analysed, self._stamp.fingerprint)
        # The clusters are of embeddings that go.
        set_grouped_faces(connection, "")
        earlier = {}
        for content_hash in ids_of_hashes(connection, analysed):
            boxes = [face.box for face in analysed[content_hash].faces]
            earlier[content_hash] = match_faces(boxes, dict(before.get(content_hash, ())))
        return earlier
