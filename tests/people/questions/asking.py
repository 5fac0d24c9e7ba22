"""Ask about the faces of an invented library."""

from photoindex.domain.people import PeopleState, Person
from photoindex.people.faces import Faces
from photoindex.people.questions.question import Question
from photoindex.people.questions.suggester import Suggester
from tests.people.drawn_library import SFACE, assignments_of


def people(*names: str) -> dict[int, Person]:
    return {number: Person(number, name) for number, name in enumerate(names, 1)}


def ask(faces: Faces, state: PeopleState | None = None, limit: int = 50) -> list[Question]:
    state = state or PeopleState()
    assignments = assignments_of(faces, state)
    return Suggester(faces, SFACE).questions(state, assignments, limit)


def ask_all_pairs(faces: Faces, state: PeopleState) -> list[Question]:
    """The questions that remain after all "who" questions were asked."""
    assignments = assignments_of(faces, state)
    suggester = Suggester(faces, SFACE)
    asked = frozenset(item for item in suggester.questions(state, assignments, 50) if item.kind == "who")
    return suggester.questions(state, assignments, 50, asked)
