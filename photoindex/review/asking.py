"""Keep the questions of one sitting in a stable order, while answers and other programs change the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from photoindex.operations.likely import Resemblance, resemblance
from photoindex.operations.opening import Index
from photoindex.operations.suggest import Question, Suggestion, suggest

__all__ = ["Asked", "Question", "Questions", "Suggestion", "key_of"]

# The questions that are known in advance, and how many of them keep their place when better ones are found.
_AHEAD = 60
_SETTLED_ORDER = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of this sitting. `key` stays the same while the question is about the same clusters and persons."""

    key: str
    suggestion: Suggestion

    @property
    def question(self) -> Question:
        return self.suggestion.question


def key_of(question: Question) -> str:
    """A short text for addresses that identifies a question, even after a scan has added faces to its clusters."""

    def side(cluster: int | None, faces: Sequence[int]) -> str:
        return f"c{cluster}" if cluster is not None else f"f{min(faces, default=0)}"

    parts = [question.kind, side(question.cluster_id, question.face_ids)]
    if question.person_id is not None and question.kind != "who":
        parts.append(f"p{question.person_id}")
    if question.other_faces and question.other_cluster != question.cluster_id:
        parts.append(side(question.other_cluster, question.other_faces))
    if question.other_person is not None:
        parts.append(f"p{question.other_person}")
    return "-".join(parts)


class Questions:
    """The questions to ask next. They are computed again whenever the index has changed."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = Lock()
        self._stamp: tuple[int, int] | None = None
        self._queue: tuple[Asked, ...] = ()
        self._skipped: dict[str, None] = {}
        self._resemblance: tuple[tuple[int, int], Resemblance] | None = None

    def list(self) -> tuple[Asked, ...]:
        """The next questions, the best first; skipped ones last."""
        with self._lock:
            stamp = self._state()
            if stamp != self._stamp:
                fresh = [Asked(key_of(item.question), item) for item in suggest(self._index, limit=_AHEAD)]
                self._queue, self._stamp = _in_order(self._queue, fresh), stamp
            waiting = sorted(self._queue, key=lambda asked: asked.key in self._skipped)
            return tuple(waiting)

    @property
    def full(self) -> bool:
        """Whether more questions may follow than are known now."""
        return len(self._queue) >= _AHEAD

    def get(self, key: str) -> Asked | None:
        """The question with this key, if it is still to be asked."""
        return next((asked for asked in self.list() if asked.key == key), None)

    def skip(self, key: str) -> None:
        """Ask this question after all others in this sitting."""
        with self._lock:
            self._skipped[key] = None

    def resemblance(self) -> Resemblance:
        """Everybody's mean face."""
        with self._lock:
            stamp = self._state()
            if self._resemblance is None or self._resemblance[0] != stamp:
                self._resemblance = stamp, resemblance(self._index)
            return self._resemblance[1]

    def _state(self) -> tuple[int, int]:
        try:
            numbers = self._index.path.stat()
        except FileNotFoundError:
            return 0, 0
        return numbers.st_mtime_ns, numbers.st_size


def _in_order(before: Sequence[Asked], fresh: Sequence[Asked]) -> tuple[Asked, ...]:
    """The fresh questions; the first ones of the earlier order keep their places at the front, if still asked."""
    known = {asked.key: asked for asked in fresh}
    front = [known.pop(asked.key) for asked in before if asked.key in known][:_SETTLED_ORDER]
    kept = {asked.key for asked in front}
    return (*front, *(asked for asked in fresh if asked.key not in kept))
