"""Draw a sheet of the faces that `suggest` asks about, with one section per question."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.export.sheet import (
    MOST_FACES,
    Sheet,
    SheetGroup,
    SheetSection,
    write_contact_sheet,
)
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.identities.snapshot import Library, load_library
from photoindex.operations.sheets.pictures import SheetFiles
from photoindex.operations.sheets.texts import QuestionSheetTexts
from photoindex.people.questions.question import Question
from photoindex.people.similarity.sampling import evenly_spread
from photoindex.people.similarity.typicality import most_typical_first
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import faces_with_ids

# The maximum numbers of faces shown per set, and in all questions together. With many questions, each shows fewer
# faces.
_ENOUGH = 12
_FACES = 300

_Sides = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class QuestionSheetReport:
    """The numbers of questions on the sheet and of questions that did not fit, and the number of faces shown. `missing`
    of these are grey tiles, because their photos could not be read.
    """

    questions: int
    left_out: int
    faces: int
    missing: int


def write_question_sheet(
    index: Index, questions: Sequence[Question], file: Path, texts: QuestionSheetTexts
) -> QuestionSheetReport:
    """Write a contact sheet with a section for each question: its text, its answers, and faces of both sets.

    A sheet holds 500 faces: with many questions, each shows fewer faces, but at least one of each set, and questions
    after the first 250 are left out. Raises the same errors as `write_contact_sheet`.
    """
    library = load_library(index)
    asked = questions[: MOST_FACES // 2]
    sides = [_sides(question, library) for question in asked]
    chosen = _chosen(sides, library)
    names = {who: person.name for who, person in library.state.persons.items()}
    with index.reading() as connection:
        wanted = [face for pair in chosen for side in pair for face in side]
        rows = {row.face_id: row for row in faces_with_ids(connection, wanted, library.pack.fingerprint)}
    files = SheetFiles(index, list(rows.values()))
    sections = []
    for text, pair in zip(texts.questions, chosen, strict=False):
        groups = [
            SheetGroup(label, [files.face(rows[face], texts.face(rows[face], names)) for face in side if face in rows])
            for label, side in zip(("", texts.compare), pair, strict=True)
            if side
        ]
        sections.append(SheetSection(text.title, text.commands, groups))
    report = write_contact_sheet(Sheet(texts.title, texts.note(len(asked)), (), sections, texts.tiles), absolute(file))
    return QuestionSheetReport(len(asked), len(questions) - len(asked), report.shown, report.missing)


def _sides(question: Question, library: Library) -> _Sides:
    """The faces that the question is about, and the faces to compare them with."""
    if question.other_faces or question.person_id is None:
        return question.face_ids, question.other_faces
    person = question.person_id if question.other_person is None else question.other_person
    theirs = (face for face, who in library.state.confirmed.items() if who == person and face not in question.face_ids)
    return question.face_ids, tuple(sorted(theirs))


def _chosen(sides: Sequence[_Sides], library: Library) -> list[_Sides]:
    """Choose as many faces of each set as fit on the sheet."""
    each = next(
        (
            count
            for count in range(_ENOUGH, 0, -1)
            if sum(min(count, len(side)) for pair in sides for side in pair) <= (_FACES if count > 1 else MOST_FACES)
        ),
        1,
    )
    row_of = {face: row for row, face in enumerate(library.faces.face_id.tolist())}
    return [(_spread(one, each, library, row_of), _spread(other, each, library, row_of)) for one, other in sides]


def _spread(face_ids: Sequence[int], count: int, library: Library, row_of: dict[int, int]) -> tuple[int, ...]:
    """Choose up to `count` faces, evenly spread from the most typical to the least typical, which may be in the wrong
    set.
    """
    known = [face for face in face_ids if face in row_of]
    if len(known) < 3:
        return tuple(known[:count])
    order = most_typical_first(library.faces.embedding[[row_of[face] for face in known]])
    return tuple(known[at] for at in order[evenly_spread(len(order), count)].tolist())
