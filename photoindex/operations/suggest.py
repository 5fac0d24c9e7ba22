"""Suggest: ask the questions whose answers settle the most faces."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from photoindex.domain.names import resolve_names
from photoindex.domain.people import Person
from photoindex.domain.targets import Target
from photoindex.export.sheet import SheetCommand
from photoindex.operations.identities.snapshot import Library, load_library
from photoindex.operations.sheets.questions import QuestionSheetReport, write_question_sheet
from photoindex.operations.sheets.texts import FaceTexts, QuestionSheetTexts, QuestionTexts
from photoindex.people.questions.claimed import NameEvidence
from photoindex.people.questions.question import Question
from photoindex.people.questions.suggester import Suggester
from photoindex.store.opening.index import Index

__all__ = [
    "Answer",
    "AnswerKind",
    "FaceTexts",
    "NameEvidence",
    "Question",
    "QuestionSheetReport",
    "QuestionSheetTexts",
    "QuestionTexts",
    "SheetCommand",
    "Suggestion",
    "suggest",
    "suggestion",
    "write_sheet",
]

AnswerKind = Literal["name", "not", "ignore", "split", "merge", "different"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A possible answer to a question; the operation of `kind` records it.

    - "name": the `target` is the person `name`; if `name` is None, the user still has to give the name.
    - "not": the `target` is not the person `name`.
    - "ignore": the `target` is a stranger.
    - "split": the `faces` of the `target`, a cluster, show a different person from its other faces.
    - "merge": the `target`, a person, is the same person as `other`, whose name is kept.
    - "different": the `target` and `other` are different people.
    """

    kind: AnswerKind
    target: Target
    name: str | None = None
    other: Target | None = None
    faces: tuple[int, ...] = ()

    @property
    def wants_name(self) -> bool:
        """Whether the answer needs a name."""
        return self.kind == "name" and self.name is None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question, the names of the persons `person_id` and `other_person` (None if there is no such person), and its
    two answers. If a new name is proposed to a question of the kind "who", the answer `yes` gives it.

    `claimed_name` is the name that fits `question.claimed`: that of its person, or the claimed one.
    """

    question: Question
    name: str | None
    other_name: str | None
    yes: Answer
    no: Answer
    claimed_name: str | None = None


def suggest(index: Index, *, limit: int, person: str | None = None) -> list[Suggestion]:
    """List the best next questions; with `person`, only questions that help to find all faces of this person.

    Raises:
        NotFoundError: nothing has been scanned yet, or nobody has the name.
    """
    library = load_library(index)
    questions = best_questions(library, limit=limit, person=person)
    return [suggestion(question, library.state.persons) for question in questions]


def best_questions(
    library: Library, *, limit: int, person: str | None, skip: Collection[Question] = ()
) -> list[Question]:
    """Choose the best next questions, without those to `skip`; with `person`, only questions that help to find all
    faces of this person.

    Raises:
        NotFoundError: nobody has the name.
    """
    state = library.state
    who = resolve_names([person], list(state.persons.values()))[0].person_id if person is not None else None
    suggester = Suggester(library.faces, library.pack.thresholds, library.background, library.claims)
    return suggester.questions(state, library.assignments, limit, frozenset(skip), person=who)


def write_sheet(
    index: Index, suggestions: Sequence[Suggestion], file: Path, texts: QuestionSheetTexts
) -> QuestionSheetReport:
    """Write a contact sheet of the faces in the questions. `texts.questions` has one item for each suggestion.

    Raises the same errors as `write_contact_sheet`.
    """
    return write_question_sheet(index, [suggestion.question for suggestion in suggestions], file, texts)


def suggestion(question: Question, persons: Mapping[int, Person]) -> Suggestion:
    """A question with the names of its persons, and its answers."""
    name, other = (known.name if (known := persons.get(who or 0)) else None
                   for who in (question.person_id, question.other_person))  # fmt: skip
    yes, no = _same(question, name, other) if question.kind == "same" else _about_one(question, name, other)
    return Suggestion(question, name, other, yes, no, _claimed_name(question.claimed, persons))


def _claimed_name(claimed: NameEvidence | None, persons: Mapping[int, Person]) -> str | None:
    if claimed is None:
        return None
    person = persons.get(claimed.person_id) if claimed.person_id is not None else None
    return person.name if person is not None else claimed.name


def _about_one(question: Question, name: str | None, other: str | None) -> tuple[Answer, Answer]:
    """The answers yes and no to a question about one set of faces."""
    cluster = question.cluster_id
    target = Target("face", ids=question.face_ids) if cluster is None else Target("cluster", ids=(cluster,))
    if question.kind == "two":
        return Answer("split", target, faces=question.other_faces), Answer("name", target)
    if name is None:
        return Answer("name", target, question.proposed), Answer("ignore", target)
    if question.kind == "really" and other is not None:
        return Answer("name", target, name), Answer("name", target, other)
    return Answer("name", target, name), Answer("not", target, name)


def _same(question: Question, name: str | None, other: str | None) -> tuple[Answer, Answer]:
    """The answers yes and no to the question whether two persons, two clusters or two sets of faces are the same
    person.
    """
    if name is not None and other is not None:
        one, two = Target("person", name=name), Target("person", name=other)
        return Answer("merge", two, other=one), Answer("different", one, other=two)
    if question.cluster_id is not None and question.other_cluster is not None:
        pair = (question.cluster_id, question.other_cluster)
        one, two = (Target("cluster", ids=(cluster,)) for cluster in pair)
        return Answer("name", Target("cluster", ids=pair)), Answer("different", one, other=two)
    one, two = (Target("face", ids=(side[0],)) for side in (question.face_ids, question.other_faces))
    every = Target("face", ids=(*question.face_ids, *question.other_faces))
    return Answer("name", every), Answer("different", one, other=two)
