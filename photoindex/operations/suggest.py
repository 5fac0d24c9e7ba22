"""Suggest: the questions whose answers settle the most faces."""

from dataclasses import dataclass

from photoindex.domain.names import resolve_names
from photoindex.operations.identities.snapshot import load_library
from photoindex.people.questions.question import Question
from photoindex.people.questions.suggester import Suggester
from photoindex.store.opening.index import Index


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
