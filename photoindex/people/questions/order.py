"""Order questions. The questions that settle most come first, but questions about persons who already have a name get
their turn.
"""

from collections.abc import Iterable, Iterator

from photoindex.people.questions.question import Question

# A question with a proposed name counts as a question about a named person: one key answers it.

# After this many questions about people without a name comes a question about a person with a name, if it is worth
# asking. Otherwise named persons would wait too long: a large library has hundreds of unnamed people, and each of them
# has more faces than any named person still lacks.
_STRANGERS_IN_A_ROW = 2

# A question about a named person gets its turn if its answer is expected to settle at least this many faces. Otherwise
# the question is ordered by the number of faces it settles, like all others.
_WORTH_A_TURN = 0.5

# From this probability on, a question with a guess counts as a question about the guessed person.
_PROBABLY = 0.5


def in_turn(questions: Iterable[Question]) -> Iterator[Question]:
    """Yield the questions that settle most first. At least every third question is about a named person, if such a
    question is worth asking.
    """
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
        if question.proposed is not None:
            return True
        return question.person_id is not None and question.probability >= _PROBABLY
    return question.person_id is not None
