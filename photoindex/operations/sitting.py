"""Sitting: keep a library ready while somebody answers questions about it, and work out names in the background."""

import math
import threading
import time
import weakref
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from photoindex.domain.seen import Seen
from photoindex.errors import PhotoIndexError
from photoindex.operations.identities.claims import KeptClaims
from photoindex.operations.identities.settling import settle_names
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.operations.opening import index_path
from photoindex.operations.reviewing.cards import Card
from photoindex.operations.reviewing.heap import give_back_memory, keep_heap_small
from photoindex.operations.reviewing.people_view import FaceTile, PeopleView
from photoindex.operations.reviewing.poor_faces import PoorFaces
from photoindex.operations.reviewing.question_queue import Asked, QuestionQueue
from photoindex.people.decisions.seen import seen_now
from photoindex.people.evaluation.remaining import Remaining
from photoindex.store.database.connection import utc_now
from photoindex.store.database.notices import Tell, tell_nobody
from photoindex.store.opening.index_file import StateOfFiles, state_of_files
from photoindex.store.tables.sittings import answers_of, latest_sitting
from photoindex.store.views.face_columns import FaceColumns, load_face_columns

__all__ = ["Asked", "Card", "FaceTile", "Home", "People", "Remaining", "Sitting", "WarmIndex", "open_sitting"]

# The seconds between two checks for pending work, and between two checks of an index whose file seems unchanged.
_LOOK, _LOOK_ANYWAY = 0.5, 30.0

# Names are worked out after `_QUIET` checks without an answer, or after `_PATIENT` checks with answers. This work slows
# other requests down.
_QUIET, _PATIENT = 4, 30

# New questions are computed after this many seconds, or when fewer than this many are left.
_REFRESH, _FEW = 20.0, 20

# The seconds that an answer takes, as long as fewer than `_ENOUGH` answers were timed; longer answers count as pauses.
_USUAL, _ENOUGH, _LONGEST = 12.0, 20, 90.0


@dataclass(frozen=True, slots=True)
class Home:
    """A library at a glance. The numbers count faces in photos that are not missing, without detections that are not
    faces.

    `remaining` is None until the first questions were computed; then, `minutes` is an estimate for its answers. If
    `pending`, names of other faces still follow from the latest answers. `trouble` is why work in the background
    failed, if it did.
    """

    faces: int
    named: int
    ignored: int
    persons: int
    remaining: Remaining | None
    minutes: float | None
    pending: bool
    trouble: PhotoIndexError | None


@dataclass(frozen=True, slots=True)
class People:
    """Everybody: persons and clusters without a name, the largest first, and the numbers of faces in neither."""

    persons: tuple[Card, ...]
    clusters: tuple[Card, ...]
    single_faces: int
    ignored_faces: int


def open_sitting(file: Path | None, *, command: str = "", tell: Tell = tell_nobody) -> "Sitting":
    """A sitting on the index at a typed path, or on the user's own; the arguments are those of `open_index`, which also
    raises the same errors.
    """
    return Sitting(WarmIndex(index_path(file), command=command, tell=tell))


class Sitting:
    """One library, in memory. Give the `index` of the sitting to every operation that makes a decision.

    `start` begins work in the background, which `close` ends: it works out the names that follow from answers, computes
    questions, and notices when another process changes the index. A defect there goes to `threading.excepthook`, and
    the work goes on. Every method may be called from any thread.
    """

    def __init__(self, index: WarmIndex, *, questions: int = 100) -> None:
        """`questions` is the number of questions that are kept ready."""
        self.index = index
        index.opened_at = utc_now()
        self._queue = QuestionQueue(questions)
        self._claims = KeptClaims()
        self._poor = PoorFaces()
        self._loading = threading.RLock()
        # Two threads that work at the same time would need twice the memory, for the same results.
        self._working = threading.Lock()
        self._view: PeopleView | None = None
        self._columns: tuple[object, FaceColumns] | None = None
        # Kept weakly: an earlier view would keep earlier names of all faces in memory.
        self._asked_of: weakref.ref[PeopleView] | None = None
        self._seconds = _USUAL
        self._trouble: PhotoIndexError | None = None
        self._state: StateOfFiles | None = None
        self._looked = self._refreshed = -math.inf
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin work in the background."""
        keep_heap_small()
        self._thread = threading.Thread(target=self._run, name="sitting", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the work in the background, and wait until it has ended."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def view(self) -> PeopleView:
        """What the library holds now.

        Raises:
            IndexFileError: the index does not exist.
            NotFoundError: nothing has been scanned yet.
        """
        with self._loading:
            warm = self.index.remembered()
            if self._view is not None and self._view.warm is warm:
                return self._view
            if warm is None or self._columns is None or self._columns[0] is not warm.snapshot.faces:
                with self.index.exclusively(), self.index.reading() as connection:
                    warm = self.index.warm(connection)
                    columns = load_face_columns(connection, warm.snapshot.fingerprint)
                    self.index.free_database_memory()
                self._columns = warm.snapshot.faces, columns
            self._view = PeopleView(warm, self._columns[1], self._view)
            return self._view

    def home(self) -> Home:
        """The library at a glance; raises the same errors as `view`."""
        view = self.view
        counts, latest = view.counts, self._queue.round
        left = latest.remaining if latest is not None else None
        return Home(
            faces=int(view.present.sum()),
            named=counts["named"],
            ignored=counts["ignored"],
            persons=len(view.warm.snapshot.persons),
            remaining=left,
            minutes=None if left is None else left.answers * self._seconds / 60,
            pending=view.warm.pending,
            trouble=self._trouble,
        )

    def people(self) -> People:
        """Everybody; raises the same errors as `view`."""
        view = self.view
        return People(view.persons, view.clusters, view.counts["single"], view.counts["ignored"])

    def poor_faces(self) -> int:
        """The number of poor faces that belong to nobody yet; raises the same errors as `view`."""
        return self._poor.count(self.index, self.view)

    def cluster(self, cluster_id: int, *, doubts_first: bool = False) -> tuple[FaceTile, ...]:
        """All faces of a cluster, those that fit best first; raises the same errors as `view`."""
        return self.view.faces_of_cluster(cluster_id, doubts_first=doubts_first)

    def ids_in_cluster(self, cluster_id: int) -> tuple[int, ...]:
        """The ids of all faces of a cluster, in ascending order; raises the same errors as `view`."""
        return tuple(self.view.ids_in_cluster(cluster_id).tolist())

    def person(self, person_id: int, *, suggested: bool = False, doubts_first: bool = False) -> tuple[FaceTile, ...]:
        """The faces of a person, those that fit best first, or the faces for which the person is suggested; raises the
        same errors as `view`.
        """
        return self.view.faces_of_person(person_id, suggested=suggested, doubts_first=doubts_first)

    def tiles(self, face_ids: Collection[int]) -> tuple[FaceTile, ...]:
        """These faces, in the given order, without those that do not exist; raises the same errors as `view`."""
        return self.view.tiles(tuple(face_ids))

    def seen(self, face_ids: Collection[int]) -> Seen:
        """These faces as they are now, to go with an answer about them; raises the same errors as `view`."""
        warm = self.view.warm
        return seen_now(face_ids, warm.state, warm.snapshot.clusters)

    def questions(self, count: int = 1) -> tuple[Asked, ...]:
        """The next questions; none until the first were computed. Raises the same errors as `view`."""
        return self._queue.next(self.view, count)

    def work(self, *, questions: bool = True) -> None:
        """Do the pending work: notice changes, work out names and, with `questions`, compute new questions.

        Raises:
            PhotoIndexError: the index cannot be used now, or is empty.
        """
        with self._working:
            self._notice()
            while not (self._closed.is_set() or settle_names(self.index)):
                pass
            view = self.view
            if questions and (self._asked_of is None or self._asked_of() is not view):
                self._queue.refresh(view, self._claims.of(self.index, view.warm))
                self._asked_of, self._refreshed = weakref.ref(view), time.monotonic()
                self._seconds = self._seconds_an_answer()

    def _run(self) -> None:
        before, quiet, busy = self.index.remembered(), _QUIET, 0
        while not self._closed.wait(_LOOK):
            now = self.index.remembered()
            if now is not before:
                self.index.free_database_memory()
                give_back_memory()
            quiet, busy, before = (quiet + 1, busy, now) if now is before else (0, busy + 1, now)
            if before is not None and quiet < _QUIET and busy < _PATIENT:
                continue
            try:
                # Matrix products on all cores would leave none for an answer that is given meanwhile.
                with threadpool_limits(1, "blas"):
                    self.work(questions=self._questions_are_due())
                self._trouble = None
            except PhotoIndexError as error:
                self._trouble = error
            except Exception as error:  # noqa: BLE001 - a defect in one round does not end the rounds
                self._trouble = PhotoIndexError("work in the background failed: a defect of photoindex")
                told = (type(error), error, error.__traceback__, threading.current_thread())
                threading.excepthook(threading.ExceptHookArgs(told))
            before, quiet, busy = self.index.remembered(), _QUIET, 0
            give_back_memory()

    def _questions_are_due(self) -> bool:
        if time.monotonic() - self._refreshed >= _REFRESH or self._view is None:
            return True
        return len(self._queue.next(self.view, _FEW)) < _FEW

    def _notice(self) -> None:
        """Read the library again if another process has changed it. The state of the files only says when it is worth
        looking.
        """
        state = state_of_files(self.index.path)
        if state != self._state or time.monotonic() - self._looked >= _LOOK_ANYWAY:
            with self.index.exclusively(), self.index.reading() as connection:
                self.index.warm(connection)
            self._state, self._looked = state, time.monotonic()

    def _seconds_an_answer(self) -> float:
        with self.index.reading() as connection:
            sitting = latest_sitting(connection)
            answers = answers_of(connection, sitting.sitting_id) if sitting is not None else []
        taken = [item.seconds for item in answers if item.seconds <= _LONGEST]
        return float(np.mean(taken)) if len(taken) >= _ENOUGH else _USUAL
