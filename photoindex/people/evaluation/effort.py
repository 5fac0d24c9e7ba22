"""Measure how many answers it takes until faces have their right names. The answers come from a simulated user, who
answers truthfully.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from photoindex.domain.people import PeopleState, Person
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.rules import assign_all
from photoindex.people.events.division import Events
from photoindex.people.faces import Faces
from photoindex.people.parties import NOBODY, ClusterIds, Parties, with_person
from photoindex.people.questions.question import MAIN_FACES, Question
from photoindex.people.questions.suggester import Suggester

SHARES = (0.5, 0.9, 0.95, 0.99)

# Each round asks one question for every 50 people; then the next questions are computed.
_PEOPLE_A_ROUND = 50


@dataclass(frozen=True, slots=True)
class EffortCurve:
    """`answers` and `share` are the points of the curve: the number of answers, and the share (0..1) of faces that have
    their right name after this many answers. Only people with at least `MAIN_FACES` faces are considered; `people` is
    the number of these people, and `faces` the number of their faces.
    """

    people: int
    faces: int
    answers: tuple[int, ...]
    share: tuple[float, ...]
    kinds: dict[str, int]

    def answers_for(self, share: float) -> int | None:
        """The number of answers after which the share was first reached; None if never."""
        return next((count for count, reached in zip(self.answers, self.share, strict=True) if reached >= share), None)


def effort(
    faces: Faces,
    truth: Parties,
    thresholds: Thresholds,
    *,
    measured: Measured | None = None,
    events: Events | None = None,
    most: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> EffortCurve:
    """Simulate a user who answers the suggestions truthfully, starting with nothing named.

    `truth` is int64 (n,), the person of each face, numbered from 0, or `NOBODY` if the person is not known. Faces of
    unknown persons are ignored by the user. One answer is a name for a unit, a yes, a no, or a split. Faces are
    assigned by the same rules as in the library; `measured` and `events` have the same meaning as in `assign_all`. The
    simulation ends when 99 % of the faces are right, after `most` answers (by default ten for each person with enough
    faces), or when there is nothing left to ask.
    """
    user = _User(faces, truth, thresholds, measured, events)
    counts = np.bincount(truth[with_person(truth)])
    main = np.flatnonzero(counts >= MAIN_FACES)
    counted = np.isin(truth, main)
    total = int(counted.sum())
    most = most if most is not None else 10 * max(len(main), 1)
    answers, share = [0], [0.0]
    kinds: dict[str, int] = {}
    while total and answers[-1] < most and share[-1] < SHARES[-1]:
        questions = user.next_questions(min(max(1, len(main) // _PEOPLE_A_ROUND), most - answers[-1]))
        if not questions:
            break
        user.answer(questions)
        for question in questions:
            kinds[question.kind] = kinds.get(question.kind, 0) + 1
        answers.append(answers[-1] + len(questions))
        share.append(float((user.named()[counted] == truth[counted]).sum() / total))
        progress(answers[-1])
    return EffortCurve(len(main), total, tuple(answers), tuple(share), kinds)


class _User:
    """A user who knows the person of every face. The ids of persons are the numbers in `truth`."""

    def __init__(
        self, faces: Faces, truth: Parties, thresholds: Thresholds, measured: Measured | None, events: Events | None
    ) -> None:
        self._faces = faces
        self._truth = truth
        self._thresholds = thresholds
        self._measured, self._events = measured, events
        self._cluster = ClusterIds(faces.cluster.copy())
        self._row = {face: row for row, face in enumerate(faces.face_id.tolist())}
        self._suggester = Suggester(faces, thresholds)
        self._said: dict[int, int] = {}
        self._by_itself: set[int] = set()
        self._ignored: set[int] = set()
        self._rejected: dict[int, frozenset[int | None]] = {}
        self._apart: list[tuple[frozenset[int], ...]] = []
        self._different: set[tuple[int, int]] = set()
        self._asked: set[Question] = set()
        self._follow()

    def named(self) -> Parties:
        """The person that each face is assigned to, or `NOBODY`."""
        counting = (item.status in ("confirmed", "automatic") for item in self._assignments)
        persons = (
            NOBODY if item.person_id is None or not counts else item.person_id
            for item, counts in zip(self._assignments, counting, strict=True)
        )
        return Parties(np.fromiter(persons, dtype=np.int64, count=len(self._assignments)))

    def next_questions(self, limit: int) -> list[Question]:
        return self._suggester.questions(self._state, self._assignments, limit, frozenset(self._asked))

    def answer(self, questions: Sequence[Question]) -> None:
        """Answer each question truthfully; a set of faces counts as the person that most of them are."""
        for question in questions:
            self._asked.add(question)
            self._answer(question, self._majority(question.face_ids))
        self._follow()

    def _answer(self, question: Question, who: int) -> None:
        others_too = bool(question.other_faces) and self._majority(question.other_faces) == who
        match question.kind:
            case "who":
                self._name(question.face_ids, who)
            case "is" | "really":
                if who in (question.person_id, question.other_person):
                    self._name(question.face_ids, who)
                else:
                    self._reject(question.face_ids, question.person_id)
            case "same" | "two":
                if not others_too:
                    self._tell_apart(question)

    def _name(self, face_ids: Sequence[int], who: int) -> None:
        if who < 0:
            self._ignored.update(face_ids)
            return
        self._said |= dict.fromkeys(face_ids, who)
        if len(face_ids) == 1:
            self._by_itself.update(face_ids)

    def _reject(self, face_ids: Sequence[int], who: int | None) -> None:
        for face in face_ids:
            self._rejected[face] = self._rejected.get(face, frozenset()) | {who}
            self._said.pop(face, None)

    def _tell_apart(self, question: Question) -> None:
        if question.person_id is not None and question.other_person is not None:
            one, other = sorted((question.person_id, question.other_person))
            self._different.add((one, other))
            return
        self._apart.append((frozenset(question.face_ids), frozenset(question.other_faces)))
        if question.kind == "two":
            self._cluster[[self._row[face] for face in question.other_faces]] = self._cluster.max() + 1

    def _majority(self, face_ids: Sequence[int]) -> int:
        people, counts = np.unique(self._truth[[self._row[face] for face in face_ids]], return_counts=True)
        return int(people[counts.argmax()])

    def _follow(self) -> None:
        """Compute the consequences of the answers, in the same way as the index does after a decision."""
        people = sorted(set(self._said.values()))
        self._state = PeopleState(
            persons={who: Person(who, str(who)) for who in people},
            confirmed=dict(self._said),
            grouped=frozenset(self._said.keys() - self._by_itself),
            ignored=frozenset(self._ignored),
            rejected=dict(self._rejected),
            apart=tuple(self._apart),
            different_persons=frozenset(self._different),
        )
        faces = replace(self._faces, cluster=self._cluster)
        self._suggester.faces = faces
        self._assignments = assign_all(
            faces.face_id, faces.photo, faces.cluster, faces.embedding, state=self._state, thresholds=self._thresholds,
            measured=self._measured, events=self._events,
        ).records()  # fmt: skip
