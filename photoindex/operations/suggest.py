"""Suggest: the questions whose answers settle the most faces."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from photoindex.export.sheet import SheetReport, write_contact_sheet
from photoindex.operations.library import Library, load_library
from photoindex.operations.places import absolute
from photoindex.operations.sheets import sheet_faces
from photoindex.people.suggest import Suggester
from photoindex.people.suggest_question import Question
from photoindex.query.names import resolve_names
from photoindex.store.faces import faces_with_ids
from photoindex.store.index import Index

# So many faces of each side stand on a contact sheet: enough to see who it is.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question, and the names of its `person_id` and `other_person`, None where it has none."""

    question: Question
    name: str | None
    other_name: str | None


def suggest(index: Index, *, limit: int, person: str | None = None) -> list[Suggestion]:
    """The next best questions; with `person` those that complete this one.

    Raises:
        NotFoundError: nothing was scanned yet, or nobody has the name.
    """
    library = load_library(index)
    who = resolve_names([person], list(library.state.persons.values()))[0].person_id if person is not None else None
    suggester = Suggester(library.faces, library.pack.thresholds, library.background)
    questions = suggester.questions(library.state, library.assignments, limit, person=who)
    names = {known.person_id: known.name for known in library.state.persons.values()}
    return [
        Suggestion(question, names.get(question.person_id or 0), names.get(question.other_person or 0))
        for question in questions
    ]


def write_question_sheet(
    index: Index, suggestions: list[Suggestion], file: Path, worded: Callable[[Suggestion], str]
) -> SheetReport:
    """Write a contact sheet with the faces of both sides of each question; raises as `write_contact_sheet` does."""
    library = load_library(index)
    wanted: list[tuple[int, str]] = []
    for number, suggestion in enumerate(suggestions, 1):
        left, right = _sides(suggestion.question, library)
        wanted += [(face, f"{number}. {worded(suggestion)}") for face in left[:_SHOWN]]
        wanted += [(face, f"{number}. compare with") for face in right[:_SHOWN]]
    with index.reading() as connection:
        known = faces_with_ids(connection, [face for face, _ in wanted], library.pack.fingerprint)
    rows = {row.face_id: row for row in known}
    faces = [(rows[face], caption) for face, caption in wanted if face in rows]
    return write_contact_sheet(sheet_faces(index, faces), absolute(file), "Questions")


def _sides(question: Question, library: Library) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The faces that are asked about, and those to compare them with."""
    if question.other_faces or question.person_id is None:
        return question.face_ids, question.other_faces
    person = question.person_id if question.other_person is None else question.other_person
    theirs = (face for face, who in library.state.confirmed.items() if who == person and face not in question.face_ids)
    return question.face_ids, tuple(sorted(theirs))
