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
from photoindex.operations.identities.question_faces import Sides, rows_by_face, sides_of, typical_faces
from photoindex.operations.identities.snapshot import Library, load_library
from photoindex.operations.sheets.pictures import SheetFiles
from photoindex.operations.sheets.texts import QuestionSheetTexts
from photoindex.people.questions.question import Question
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import faces_with_ids

# The maximum numbers of faces shown per set, and in all questions together. With many questions, each shows fewer
# faces.
_ENOUGH = 12
_FACES = 300


@dataclass(frozen=True, slots=True)
class QuestionSheetReport:
    """The numbers of questions on the sheet and of questions that did not fit, and the number of faces shown. `missing`
    of these are grey tiles, because their photos could not be read. `undrawn` are the letters that no font has.
    """

    questions: int
    left_out: int
    faces: int
    missing: int
    undrawn: str = ""


def write_question_sheet(
    index: Index, questions: Sequence[Question], file: Path, texts: QuestionSheetTexts
) -> QuestionSheetReport:
    """Write a contact sheet with a section for each question: its text, its answers, and faces of both sets.

    A sheet holds 500 faces: with many questions, each shows fewer faces, but at least one of each set, and questions
    after the first 250 are left out. Raises the same errors as `write_contact_sheet`.
    """
    library = load_library(index)
    asked = questions[: MOST_FACES // 2]
    sides = [sides_of(question, library) for question in asked]
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
    return QuestionSheetReport(len(asked), len(questions) - len(asked), report.shown, report.missing, report.undrawn)


def _chosen(sides: Sequence[Sides], library: Library) -> list[Sides]:
    """Choose as many faces of each set as fit on the sheet."""
    each = next(
        (
            count
            for count in range(_ENOUGH, 0, -1)
            if sum(min(count, len(side)) for pair in sides for side in pair) <= (_FACES if count > 1 else MOST_FACES)
        ),
        1,
    )
    row_of = rows_by_face(library)
    return [
        (typical_faces(one, each, library, row_of), typical_faces(other, each, library, row_of)) for one, other in sides
    ]
