"""Asking: prepare the next questions for somebody who answers them one after another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from photoindex.domain.seen import Seen
from photoindex.operations.identities.question_faces import rows_by_face, sides_of, typical_faces
from photoindex.operations.identities.snapshot import Library, load_library
from photoindex.operations.suggest import Answer, Question, Suggestion, best_questions, suggestion
from photoindex.people.questions.likely import likely_persons
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.units import UnitEvidence, Units
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow, faces_with_ids
from photoindex.store.views.listing import list_persons

__all__ = ["Answer", "Asked", "AskedFace", "Known", "Likely", "Question", "Questions", "Suggestion", "next_questions"]

# At most this many likely names: they are chosen with the digits.
_NAMES = 5
# Names that are less likely than this would be wrong 99 times out of 100.
_WORTH_A_DIGIT = 0.01


@dataclass(frozen=True, slots=True)
class AskedFace:
    """A face that is shown with a question: its photo, when the photo was taken, and the names of the other people in
    the photo.
    """

    face_id: int
    path: Path
    taken_at: datetime | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A person, and the numbers of faces (with automatic ones) and photos that the person has."""

    name: str
    faces: int
    photos: int


@dataclass(frozen=True, slots=True)
class Likely:
    """A person whom the faces may show, with the probability in 0..1."""

    person: Known
    probability: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with everything that is shown: examples of its faces, examples of the faces to `compare` with, and up
    to five `likely` persons, the likeliest first. `seen` are the question's faces as they were when it was chosen.
    """

    suggestion: Suggestion
    faces: tuple[AskedFace, ...]
    compare: tuple[AskedFace, ...]
    likely: tuple[Likely, ...]
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """The best next questions, and everybody who has a name, the person with the most faces first."""

    asked: tuple[Asked, ...]
    known: tuple[Known, ...]


def next_questions(
    index: Index, *, limit: int, examples: int, person: str | None = None, skip: Collection[Question] = ()
) -> Questions:
    """Choose the best next questions.

    Args:
        examples: how many faces of each side are shown.
        person: ask only questions that help to find all faces of this person.
        skip: questions that are not asked again.

    Raises:
        NotFoundError: nothing has been scanned yet, or nobody has the name.
    """
    library = load_library(index)
    questions = best_questions(library, limit=limit, person=person, skip=skip)
    row_of = rows_by_face(library)
    shown = [_shown(question, library, row_of, examples) for question in questions]
    with index.reading() as connection:
        known = {
            row.id: Known(row.name or "", row.faces, row.photos)
            for row in list_persons(connection, library.pack.fingerprint)
        }
        ids = sorted({face for pair in shown for side in pair for face in side})
        rows = {row.face_id: row for row in faces_with_ids(connection, ids, library.pack.fingerprint)}
    make = _Maker(library, known, rows, row_of)
    return Questions(
        tuple(make.asked(question, *pair) for question, pair in zip(questions, shown, strict=True)),
        tuple(sorted(known.values(), key=lambda item: (-item.faces, item.name))),
    )


def _shown(
    question: Question, library: Library, row_of: Mapping[int, int], examples: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    one, other = sides_of(question, library)
    return typical_faces(one, examples, library, row_of), typical_faces(other, examples, library, row_of)


class _Maker:
    """Makes records of questions from one reading of the library."""

    def __init__(
        self, library: Library, known: Mapping[int, Known], rows: Mapping[int, FaceRow], row_of: Mapping[int, int]
    ) -> None:
        self._library, self._known, self._rows, self._row_of = library, known, rows, row_of
        units = Units(library.faces, library.assignments)
        self._evidence = UnitEvidence(units, library.background)
        self._rules = ProposalRules(units, library.state)
        self._in_photo: dict[int, set[int]] = {}
        for item, photo in zip(library.assignments, library.faces.photo.tolist(), strict=True):
            if item.person_id is not None and item.status in ("confirmed", "automatic"):
                self._in_photo.setdefault(photo, set()).add(item.person_id)

    def asked(self, question: Question, faces: Sequence[int], compare: Sequence[int]) -> Asked:
        return Asked(
            suggestion(question, self._library.state.persons),
            self._faces(faces),
            self._faces(compare),
            self._likely(question, faces),
        )

    def _faces(self, ids: Sequence[int]) -> tuple[AskedFace, ...]:
        return tuple(self._face(self._rows[face]) for face in ids if face in self._rows)

    def _face(self, row: FaceRow) -> AskedFace:
        others = self._in_photo.get(row.photo_id, set()) - {row.person_id}
        names = sorted(self._library.name(who) for who in others)
        return AskedFace(row.face_id, row.path, row.taken_at, tuple(names))

    def _likely(self, question: Question, faces: Sequence[int]) -> tuple[Likely, ...]:
        if question.kind in ("two", "same"):
            return ()
        rows = np.array([self._row_of[face] for face in faces], dtype=np.int64)
        found = [
            Likely(self._known[who], probability)
            for who, probability in likely_persons(self._evidence, self._rules, rows, _NAMES)
            if who in self._known and probability >= _WORTH_A_DIGIT
        ]
        guess = self._known.get(question.person_id or 0)
        if question.kind == "really" or guess is None:
            return tuple(found)
        rest = [item for item in found if item.person != guess]
        return (Likely(guess, question.probability), *rest)[:_NAMES]
