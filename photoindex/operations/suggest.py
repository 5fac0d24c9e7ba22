"""Suggest: the questions whose answers settle the most faces, each with the commands that answer it."""

from dataclasses import dataclass
from pathlib import Path

from photoindex.export.sheet import SheetReport, write_contact_sheet
from photoindex.operations.library import Library, load_library
from photoindex.operations.sheets import sheet_faces
from photoindex.people.suggest import Suggester
from photoindex.people.suggest_question import Question
from photoindex.query.names import as_typed
from photoindex.store.faces import faces_with_ids
from photoindex.store.index import Index

# So many faces of each side stand on a contact sheet: enough to see who it is.
_SHOWN = 12

_NAME = '"NAME"'


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question in words, and what to type for yes and for no; for "who is it" the name takes the place of NAME."""

    question: Question
    text: str
    yes: str
    no: str


def suggest(index: Index, *, limit: int) -> list[Suggestion]:
    """The next best questions, the one that settles most faces first.

    Raises:
        NotFoundError: nothing was scanned yet.
    """
    library = load_library(index)
    suggester = Suggester(library.faces, library.pack.thresholds)
    questions = suggester.questions(library.state, library.assignments, limit)
    return [_worded(question, library) for question in questions]


def write_question_sheet(index: Index, suggestions: list[Suggestion], file: Path) -> SheetReport:
    """Write a contact sheet with the faces of both sides of each question; raises as `write_contact_sheet` does."""
    library = load_library(index)
    wanted: list[tuple[int, str]] = []
    for number, suggestion in enumerate(suggestions, 1):
        left, right = _sides(suggestion.question, library)
        wanted += [(face, f"{number}. {suggestion.text}") for face in left[:_SHOWN]]
        wanted += [(face, f"{number}. compare with") for face in right[:_SHOWN]]
    with index.reading() as connection:
        known = faces_with_ids(connection, [face for face, _ in wanted], library.pack.fingerprint)
    rows = {row.face_id: row for row in known}
    faces = [(rows[face], caption) for face, caption in wanted if face in rows]
    return write_contact_sheet(sheet_faces(index, faces), file, "Questions")


def _sides(question: Question, library: Library) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The faces that are asked about, and those to compare them with."""
    if question.other_faces or question.person_id is None:
        return question.face_ids, question.other_faces
    person = question.person_id if question.other_person is None else question.other_person
    theirs = (face for face, who in library.state.confirmed.items() if who == person and face not in question.face_ids)
    return question.face_ids, tuple(sorted(theirs))


def _worded(question: Question, library: Library) -> Suggestion:
    what, target = _what(question.cluster_id, question.face_ids)
    name = library.name(question.person_id) if question.person_id is not None else ""
    quoted = as_typed(name) if name else ""
    match question.kind:
        case "is":
            return Suggestion(
                question, f"Is {what} {name}?", f"photoindex label {target} {quoted}",
                f"photoindex label {target} --not {quoted}",
            )  # fmt: skip
        case "really":
            other = library.name(question.other_person) if question.other_person is not None else ""
            text = f"Is {what} really {name}?" + (f" It looks more like {other}." if other else "")
            no = f"photoindex label {target} {as_typed(other)}" if other else ""
            return Suggestion(
                question, text, f"photoindex label {target} {quoted}",
                no or f"photoindex label {target} --not {quoted}",
            )  # fmt: skip
        case "two":
            part = " ".join(map(str, question.other_faces))
            cluster = f"cluster {question.cluster_id}"
            return Suggestion(
                question, f"Does {cluster} hold two people? {_count(len(question.other_faces))} may be somebody else.",
                f"photoindex split {cluster} --faces {part}", f'photoindex label {cluster} "NAME"',
            )  # fmt: skip
        case "same":
            return _same(question, library)
        case _:
            text = f"Who is {what}?" + (f" Perhaps {name} ({question.probability:.0%})." if name else "")
            return Suggestion(
                question, text, f"photoindex label {target} {quoted or _NAME}",
                f'photoindex label {target} "NAME"' if name else f"photoindex label {target} --ignore",
            )  # fmt: skip


def _same(question: Question, library: Library) -> Suggestion:
    if question.person_id is not None and question.other_person is not None:
        one, other = (library.name(who) for who in (question.person_id, question.other_person))
        return Suggestion(
            question, f"Are {one} and {other} the same person?", f"photoindex merge {as_typed(other)} {as_typed(one)}",
            f"photoindex different person {as_typed(one)} {as_typed(other)}",
        )  # fmt: skip
    if question.cluster_id is not None and question.other_cluster is not None:
        pair = f"{question.cluster_id} {question.other_cluster}"
        return Suggestion(
            question, f"Are clusters {pair.replace(' ', ' and ')} the same person?",
            f'photoindex label cluster {pair} "NAME"', f"photoindex different cluster {pair}",
        )  # fmt: skip
    pair = f"{question.face_ids[0]} {question.other_faces[0]}"
    every = " ".join(map(str, (*question.face_ids, *question.other_faces)))
    return Suggestion(
        question, f"Are faces {pair.replace(' ', ' and ')} the same person?", f'photoindex label face {every} "NAME"',
        f"photoindex different face {pair}",
    )  # fmt: skip


def _what(cluster_id: int | None, face_ids: tuple[int, ...]) -> tuple[str, str]:
    """The faces in words, and as the target of a command."""
    if cluster_id is not None:
        return f"cluster {cluster_id} ({_count(len(face_ids))})", f"cluster {cluster_id}"
    ids = " ".join(map(str, face_ids))
    return (f"face {ids}" if len(face_ids) == 1 else f"the person in faces {ids}"), f"face {ids}"


def _count(faces: int) -> str:
    return "1 face" if faces == 1 else f"{faces:,} faces"
