"""Keep the next questions ready while answers come in."""

import weakref
from dataclasses import dataclass

from photoindex.domain.claims import NO_CLAIMS, ClaimedNames
from photoindex.domain.seen import Seen
from photoindex.operations.reviewing.comparable_faces import comparable_faces
from photoindex.operations.reviewing.people_view import PeopleView
from photoindex.operations.suggest import Suggestion, suggestion
from photoindex.people.decisions.seen import seen_now
from photoindex.people.evaluation.remaining import Remaining, remaining
from photoindex.people.questions.question import Question
from photoindex.people.questions.suggester import Suggester
from photoindex.people.questions.units import Units

# A question about an unnamed set is settled when this share of its faces has a name.
_SETTLED = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is ready to be asked; the answer carries `seen`."""

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
        self._round: Round | None = None
        # The view is kept weakly: with an earlier one, earlier names of all faces would stay in memory.
        self._standing: tuple[Round | None, weakref.ref[PeopleView] | None, dict[int, bool]] = (None, None, {})

    @property
    def round(self) -> Round | None:
        """The latest round; None before the first one."""
        return self._round

    def refresh(self, view: PeopleView, claims: ClaimedNames = NO_CLAIMS) -> None:
        """Compute the best questions for a state of the library. In a large library, this takes seconds."""
        faces, background = comparable_faces(view)
        suggester = Suggester(faces, view.warm.snapshot.thresholds, background, claims)
        table = view.assignments_of(faces.face_id)
        questions = suggester.questions(view.warm.state, table, self._most)
        left = remaining(Units(faces, table))
        self._round = Round(tuple(_asked(question, view) for question in questions), left)

    def next(self, view: PeopleView, count: int) -> tuple[Asked, ...]:
        """The next `count` questions that no answer has settled or overtaken."""
        found: list[Asked] = []
        latest = self._round
        stands = self._standing_in(view, latest)
        for place, item in enumerate(latest.asked if latest is not None else ()):
            if len(found) == count:
                break
            if place not in stands:
                stands[place] = _stands(item, view)
            if stands[place]:
                found.append(item)
        return tuple(found)

    def _standing_in(self, view: PeopleView, latest: Round | None) -> dict[int, bool]:
        """Whether each question of a round, by its place in the round, still makes sense in this state of the library,
        as far as that was found out.
        """
        known, known_in, stands = self._standing
        if known is not latest or known_in is None or known_in() is not view:
            stands = {}
            self._standing = latest, weakref.ref(view), stands
        return stands


def _asked(question: Question, view: PeopleView) -> Asked:
    warm = view.warm
    faces = (*question.face_ids, *question.other_faces)
    return Asked(suggestion(question, warm.state.persons), seen_now(faces, warm.state, warm.snapshot.clusters))


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
