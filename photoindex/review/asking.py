"""Keep the questions of one sitting in a stable order, while answers and other programs change the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from photoindex.domain.seen import Seen
from photoindex.operations.sitting import Sitting
from photoindex.operations.suggest import Question, Suggestion

__all__ = ["Asked", "Question", "Questions", "Suggestion", "key_of"]

# The questions that are known in advance, and how many of them keep their place when better ones are found.
AHEAD = 100
_SETTLED_ORDER = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of this sitting, with the state of its faces. `key` stays the same while the question is about the
    same clusters and persons.
    """

    key: str
    suggestion: Suggestion
    seen: Seen

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
    """The questions to ask next. Better ones are found in the background of the sitting."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._lock = Lock()
        self._queue: tuple[Asked, ...] = ()
        self._skipped: dict[str, None] = {}
        self._known: dict[str, Asked] = {}

    def list(self) -> tuple[Asked, ...]:
        """The next questions, the best first; skipped ones last."""
        with self._lock:
            self._queue = _in_order(self._queue, self._fresh())
            self._known |= {asked.key: asked for asked in self._queue}
            return tuple(sorted(self._queue, key=lambda asked: asked.key in self._skipped))

    def get(self, key: str) -> Asked | None:
        """The question with this key, if it is still to be asked, or to be asked again after an undo."""
        asked = next((asked for asked in self.list() if asked.key == key), None)
        if asked is None and key in self._known and self._is_open(self._known[key].question):
            known = self._known[key]
            faces = (*known.question.face_ids, *known.question.other_faces)
            asked = Asked(key, known.suggestion, self._sitting.seen(faces))
        return asked

    def skip(self, key: str) -> None:
        """Ask this question after all others in this sitting."""
        with self._lock:
            self._skipped[key] = None

    def _is_open(self, question: Question) -> bool:
        """Whether at least one face that the question is about has no name; doubts are about faces that have one."""
        faces = self._sitting.tiles(question.face_ids)
        return question.kind == "really" or any(face.status in ("none", "suggested") for face in faces)

    def _fresh(self) -> Sequence[Asked]:
        ready = self._sitting.questions(AHEAD)
        if not ready:
            # Wait for the first ones, or for those that follow from the latest answers.
            self._sitting.work()
            ready = self._sitting.questions(AHEAD)
        return [Asked(key_of(item.question), item.suggestion, item.seen) for item in ready]


def _in_order(before: Sequence[Asked], fresh: Sequence[Asked]) -> tuple[Asked, ...]:
    """The fresh questions; the first ones of the earlier order keep their places at the front, if still asked."""
    known = {asked.key: asked for asked in fresh}
    front = [known.pop(asked.key) for asked in before if asked.key in known][:_SETTLED_ORDER]
    kept = {asked.key for asked in front}
    return (*front, *(asked for asked in fresh if asked.key not in kept))
