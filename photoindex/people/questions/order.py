"""Order questions: those that settle most come first, and persons who already have a name get their turn."""

from collections.abc import Iterable, Iterator

from photoindex.people.questions.question import Question

# After this many questions about strangers comes one about somebody with a name, if it is worth it: a large library has
# hundreds of strangers, each with more faces than any named person still lacks.
_STRANGERS_IN_A_ROW = 2

# A question about a named person gets its turn when its answer is expected to settle at least this many faces;
# otherwise it waits in order of what it settles.
_WORTH_A_TURN = 0.5

# From this probability on a guess makes the question one about the person.
_PROBABLY = 0.5


def in_turn(questions: Iterable[Question]) -> Iterator[Question]:
    """The questions, those that settle most first, with one about a named person at least every third time."""
    ordered = sorted(questions, key=lambda question: (-question.settles, question.face_ids[0]))
    waiting = [at for at, question in enumerate(ordered) if _about_named(question)]
    given: set[int] = set()
    strangers = 0
    for at, question in enumerate(ordered):
        if at in given:
            continue
        while waiting and waiting[0] <= at:
            waiting.pop(0)
        if _about_named(question):
            strangers = 0
        elif strangers < _STRANGERS_IN_A_ROW:
            strangers += 1
        elif waiting and ordered[waiting[0]].settles >= _WORTH_A_TURN:
            given.add(waiting[0])
            yield ordered[waiting.pop(0)]
            strangers = 1
        yield question


def _about_named(question: Question) -> bool:
    if question.kind == "who":
        return question.person_id is not None and question.probability >= _PROBABLY
    return question.person_id is not None
