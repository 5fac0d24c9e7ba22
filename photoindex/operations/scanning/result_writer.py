"""Where a scan's outcomes go: counted, and written to the index in batches."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.domain.outcome import AlreadyKnown, Analysed, Outcome
from photoindex.errors import IndexLockedError, PhotoIndexError
from photoindex.people.decisions.face_matching import match_faces
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.scan_results import EarlierFaces, save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.clusters import set_grouped_faces
from photoindex.store.tables.current_pack import PackStamp
from photoindex.store.tables.faces import faces_by_hash
from photoindex.store.tables.photos import ids_of_hashes
from photoindex.store.tables.runs import RunCounts, begin_run, end_run, update_run

# A batch is written after so many seconds: what a kill can cost, against how often others must wait.
_COMMIT_SECONDS = 2.0
# Opening and closing a large index takes a while itself: at most a twentieth of the time goes into it.
_REST_AFTER_WRITING = 20
# While another process holds the index, to make a backup perhaps, the scan goes on, until so many outcomes wait in
# memory: some 60 MB.
_MOST_PENDING = 20_000
_PATIENCE_WHILE_SCANNING = 0.5
_PATIENCE_AT_THE_END = 60.0


def last_patience(*, hurry: bool) -> float:
    """How many seconds a scan that ends waits for the index; who presses Ctrl-C does not want to wait."""
    return _PATIENCE_WHILE_SCANNING if hurry else _PATIENCE_AT_THE_END


@dataclass(slots=True)
class Tally:
    """Photos read, the faces in them, copies of known photos, files that hold the same photo as before, files that
    failed, photos read only in part."""

    photos: int = 0
    faces: int = 0
    copies: int = 0
    same: int = 0
    failed: int = 0
    damaged: int = 0

    def count(self, outcome: Outcome, stored: set[str], held: str | None = None) -> None:
        """Count an outcome that was written, of a file that held the photo with the hash `held` before. Of copies that
        were in hand at once only one was `stored`, by its content hash, which is taken out."""
        if isinstance(outcome, Analysed) and outcome.content_hash not in stored:
            self.copies += 1
        elif isinstance(outcome, Analysed):
            stored.remove(outcome.content_hash)
            self.photos += 1
            self.faces += len(outcome.faces)
            self.damaged += outcome.damage is not None
        elif isinstance(outcome, AlreadyKnown):
            self.same += outcome.content_hash == held
            self.copies += outcome.content_hash != held
        else:
            self.failed += 1

    @property
    def files(self) -> int:
        return self.photos + self.copies + self.same + self.failed


class Sink:
    """The scan's one way into the index. Only short writes hold the file. `tally` counts what has been written; `held`
    are the content hashes that files held before this scan.

    Args:
        replace: what the pack found before in a photo gives way to what it finds now.
    """

    def __init__(self, index: Index, stamp: PackStamp, *, replace: bool = False) -> None:
        self.tally = Tally()
        self.held: Mapping[Path, str] = {}
        self.todo: int | None = None
        self._run_id = 0
        self._index = index
        self._stamp = stamp
        self._replace = replace
        self._pending: list[Outcome] = []
        self._due_at = time.monotonic() + _COMMIT_SECONDS

    def begin(self, connection: Connection, roots: Sequence[Path]) -> None:
        """Record that the scan has begun."""
        self._run_id = begin_run(connection, self._stamp, roots)

    @contextmanager
    def ending(self) -> Iterator[None]:
        """Whatever error ends the scan inside the block: what came until then is written, and that it has ended.

        An OSError comes from whoever watches, whose terminal or pipe is closed.
        """
        try:
            yield
        except (PhotoIndexError, OSError):
            # What a full disk cannot take now, the next scan finds again.
            with suppress(PhotoIndexError):
                self.close(hurry=False)
            with suppress(PhotoIndexError), self._index.writing() as connection:
                self.end(connection, interrupted=True)
            raise

    def take(self, outcome: Outcome) -> None:
        """Keep an outcome; write it together with others when a batch is due.

        Raises:
            IndexLockedError: another process has held the index for so long that too much waits.
            StorageError: the disk is full or failing; what was written before stays.
        """
        self._pending.append(outcome)
        # Results of a cluster come faster than many small writes could take them.
        if time.monotonic() >= self._due_at or len(self._pending) >= _MOST_PENDING:
            self._write_if_free()

    def close(self, *, hurry: bool) -> None:
        """Write what is left. In a hurry, what an index that is in use cannot take is left for the next scan."""
        try:
            self._write(last_patience(hurry=hurry))
        except IndexLockedError:
            if not hurry:
                raise
            self._pending.clear()

    def end(self, connection: Connection, *, interrupted: bool) -> None:
        """Record how the scan ended."""
        end_run(connection, self._run_id, self._counts(self.tally), interrupted=interrupted)

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
            tally = replace(self.tally)
            with self._index.writing(patience=patience) as connection:
                earlier = self._earlier_faces(connection) if self._replace else None
                stored = save_outcomes(connection, self._pending, self._stamp, earlier)
                for outcome in self._pending:
                    tally.count(outcome, stored, self.held.get(outcome.file.path))
                update_run(connection, self._run_id, self._counts(tally))
            self.tally = tally
            self._pending.clear()
        now = time.monotonic()
        self._due_at = now + max(_COMMIT_SECONDS, _REST_AFTER_WRITING * (now - began))

    def _counts(self, tally: Tally) -> RunCounts:
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
