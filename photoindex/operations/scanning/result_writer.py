"""Count the outcomes of a scan and write them to the index in batches."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.domain.outcome import AlreadyKnown, Analysed, Outcome
from photoindex.errors import IndexLockedError, PhotoIndexError
from photoindex.people.decisions.face_matching import match_faces
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.scan_results import EarlierFaces, save_new_photos, save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.clusters import set_grouped_faces
from photoindex.store.tables.current_pack import PackStamp
from photoindex.store.tables.faces import faces_by_hash
from photoindex.store.tables.known_files import hashes_of_outdated
from photoindex.store.tables.photos import ids_of_hashes
from photoindex.store.tables.runs import RunCounts, end_run, update_run
from photoindex.store.tables.runs import begin_run as add_run

# The seconds between batches. A killed scan loses this much work; with a shorter time, other commands would wait more
# often.
_COMMIT_SECONDS = 2.0
# Opening and closing a large index takes a while: spend at most a twentieth of the scan's time on that.
_REST_AFTER_WRITING = 20
# While another process holds the index, perhaps for a backup, the scan continues until this many outcomes wait in
# memory (about 60 MB).
_MOST_PENDING = 20_000
_PATIENCE_WHILE_SCANNING = 0.5
_PATIENCE_AT_THE_END = 60.0


def last_patience(*, hurry: bool) -> float:
    """The seconds for which a scan waits for the index at its end; less than one after Ctrl-C."""
    return _PATIENCE_WHILE_SCANNING if hurry else _PATIENCE_AT_THE_END


@dataclass(slots=True)
class Tally:
    """The numbers of photos read, faces found, copies of known photos, files with the same photo as before, failed
    files, and photos read only in part.
    """

    photos: int = 0
    faces: int = 0
    copies: int = 0
    same: int = 0
    failed: int = 0
    damaged: int = 0

    def count(self, outcome: Outcome, stored: set[str], held: str | None = None) -> None:
        """Count a written outcome of a file that held the photo with the hash `held` before.

        `stored` holds the content hashes of the photos that were just stored. If several copies were processed at once,
        the first one counts as the photo, and its hash is removed from `stored`.
        """
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


class ResultWriter:
    """Write outcomes to the index in short transactions.

    `tally` counts what has been written; `held` maps files to the content hashes that they had before this scan. While
    the index shows the faces of an earlier recipe, `shown` is its stamp: photos that are new are then stored under both
    stamps, so that they are not hidden until all photos are embedded again. `replaced` says whether faces that the pack
    found before were replaced.

    Args:
        replace: replace the faces that the pack found in a photo before. Those of an earlier recipe are always
            replaced.
    """

    def __init__(self, index: Index, stamp: PackStamp, *, replace: bool = False) -> None:
        self.tally = Tally()
        self.held: Mapping[Path, str] = {}
        self.todo: int | None = None
        self.shown: PackStamp | None = None
        self.replaced = False
        self._run_id = 0
        self._index = index
        self._stamp = stamp
        self._replace = replace
        self._pending: list[Outcome] = []
        self._due_at = time.monotonic() + _COMMIT_SECONDS

    def begin_run(self, connection: Connection, roots: Sequence[Path]) -> None:
        """Record the start of the scan."""
        self._run_id = add_run(connection, self._stamp, roots)

    @contextmanager
    def recording_the_end(self) -> Iterator[None]:
        """If an error ends the scan inside the block, write the pending outcomes and record the end.

        An OSError can only come from the progress output, when its terminal or pipe is closed.
        """
        try:
            yield
        except (PhotoIndexError, OSError):
            # If the disk is full, outcomes that could not be written are found again by the next scan.
            with suppress(PhotoIndexError):
                self.flush(hurry=False)
            with suppress(PhotoIndexError), self._index.writing() as connection:
                self.finish_run(connection, interrupted=True)
            raise

    def take(self, outcome: Outcome) -> None:
        """Keep an outcome, and write all pending ones when a batch is due.

        Raises:
            IndexLockedError: another process has held the index for so long that too many outcomes wait.
            StorageError: the disk is full or failing; what was written before stays.
        """
        self._pending.append(outcome)
        # The results of a Dask cluster arrive too fast to be stored in many small writes.
        if time.monotonic() >= self._due_at or len(self._pending) >= _MOST_PENDING:
            self._write_if_free()

    def flush(self, *, hurry: bool) -> None:
        """Write the pending outcomes. In a hurry, drop them if the index is in use; the next scan finds them again."""
        try:
            self._write(last_patience(hurry=hurry))
        except IndexLockedError:
            if not hurry:
                raise
            self._pending.clear()

    def finish_run(self, connection: Connection, *, interrupted: bool) -> None:
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
                earlier = self._earlier_faces(connection)
                stored = save_outcomes(connection, self._pending, self._stamp, earlier)
                if self.shown is not None:
                    save_new_photos(connection, self._pending, self.shown)
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
        """Match new faces to earlier ones by their boxes. Matched faces keep their ids, so that clusters can keep their
        ids too.
        """
        analysed = {item.content_hash: item for item in self._pending if isinstance(item, Analysed)}
        fingerprint = self._stamp.fingerprint
        if self._replace:
            known = set(ids_of_hashes(connection, analysed))
        else:
            known = hashes_of_outdated(connection, fingerprint, analysed)
        if not known:
            return {}
        self.replaced = True
        before = faces_by_hash(connection, known, fingerprint)
        # The clusters were made from embeddings that have now been replaced.
        set_grouped_faces(connection, "")
        earlier = {}
        for content_hash in known:
            boxes = [face.box for face in analysed[content_hash].faces]
            earlier[content_hash] = match_faces(boxes, dict(before.get(content_hash, ())))
        return earlier
