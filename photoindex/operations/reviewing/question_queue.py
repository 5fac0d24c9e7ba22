"""Keep the next questions ready while answers come in."""

import threading
from collections.abc import Collection
from dataclasses import dataclass

from photoindex.domain.seen import Seen
from photoindex.operations.reviewing.people_view import PeopleView
from photoindex.operations.suggest import Suggestion, suggestion
from photoindex.people.consequences.flow import real_faces
from photoindex.people.decisions.seen import seen_now
from photoindex.people.evaluation.remaining import Remaining, remaining
from photoindex.people.faces import Faces
from photoindex.people.parties import ClusterIds
from photoindex.people.questions.question import Question
from photoindex.people.questions.suggester import Suggester, key_of
from photoindex.people.questions.units import Units
from photoindex.people.similarity.background import Background

# A question about an unnamed set is settled when this share of its faces has a name.
_SETTLED = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is ready to be asked. `number` stays the same as long as the question does; the answer carries
    `seen`.
    """

    number: int
    suggestion: Suggestion
    seen: Seen

    @property
    def question(self) -> Question:
        return self.suggestion.question


@dataclass(frozen=True, slots=True)
class Round:
    """The best questions at one time, the best first, and an estimate of what remains to be done."""

    asked: tuple[Asked, ...]
    remaining: Remaining


class QuestionQueue:
    """The best questions, computed from time to time. Threads may share one queue."""

    def __init__(self, most: int) -> None:
        """`most` is the number of questions that are kept ready."""
        self._most = most
        self._lock = threading.Lock()
        self._round: Round | None = None
        self._numbers: dict[tuple[object, ...], int] = {}
        self._known: dict[int, Asked] = {}
        self._skipped: dict[tuple[object, ...], Question] = {}
        self._standing: tuple[Round | None, PeopleView | None, dict[int, bool]] = (None, None, {})

    @property
    def round(self) -> Round | None:
        """The latest round; None before the first one."""
        return self._round

    def refresh(self, view: PeopleView) -> None:
        """Compute the best questions for a state of the library. In a large library, this takes seconds."""
        warm = view.warm
        if warm.measured is not None:
            faces, measured = real_faces(warm.snapshot.faces, warm.state, warm.measured)
            background: Background | None = measured.background
        else:
            faces, background = warm.snapshot.faces.without(warm.state.not_faces), None
        clusters = ClusterIds(warm.snapshot.clusters.of(faces.face_id))
        library = Faces(faces.face_id, faces.photo_id, clusters, faces.embedding, view.scores_of(faces.face_id))
        suggester = Suggester(library, warm.snapshot.thresholds, background)
        table = view.assignments_of(faces.face_id)
        questions = suggester.questions(warm.state, table, self._most, frozenset(self._skipped.values()))
        left = remaining(Units(library, table))
        asked = tuple(self._asked(question, view) for question in questions)
        with self._lock:
            self._round = Round(asked, left)
            self._known |= {item.number: item for item in asked}

    def next(self, view: PeopleView, count: int, without: Collection[int] = ()) -> tuple[Asked, ...]:
        """The next `count` questions that no answer has settled or overtaken, without those with these numbers."""
        found: list[Asked] = []
        latest = self._round
        stands = self._standing_in(view, latest)
        for item in latest.asked if latest is not None else ():
            if len(found) == count:
                break
            if item.number in without or key_of(item.question) in self._skipped:
                continue
            if item.number not in stands:
                stands[item.number] = _stands(item, view)
            if stands[item.number]:
                found.append(item)
        return tuple(found)

    def _standing_in(self, view: PeopleView, latest: Round | None) -> dict[int, bool]:
        """Whether each question of a round still makes sense in this state of the library, as far as that was found
        out.
        """
        known, known_in, stands = self._standing
        if known is not latest or known_in is not view:
            stands = {}
            self._standing = latest, view, stands
        return stands

    def find(self, number: int) -> Asked | None:
        """A question that is or was ready, by its number."""
        return self._known.get(number)

    def skip(self, number: int) -> None:
        """Do not ask this question again in this sitting."""
        item = self._known.get(number)
        if item is not None:
            with self._lock:
                self._skipped[key_of(item.question)] = item.question

    def _asked(self, question: Question, view: PeopleView) -> Asked:
        warm = view.warm
        number = self._numbers.setdefault(key_of(question), len(self._numbers) + 1)
        faces = (*question.face_ids, *question.other_faces)
        return Asked(
            number, suggestion(question, warm.state.persons), seen_now(faces, warm.state, warm.snapshot.clusters)
        )


def _stands(item: Asked, view: PeopleView) -> bool:
    """Whether it still makes sense to ask a question."""
    question, warm = item.question, view.warm
    persons = (question.person_id, question.other_person)
    if any(who is not None and who not in warm.state.persons for who in persons):
        return False
    if seen_now(item.seen.face_ids, warm.state, warm.snapshot.clusters) != item.seen:
        return False
    if question.kind == "really":
        return view.named(question.face_ids) == 1.0
    one, other = sorted((question.person_id or 0, question.other_person or 0))
    if question.kind == "same" and one:
        return (one, other) not in warm.state.different_persons
    return view.named(question.face_ids) < _SETTLED
