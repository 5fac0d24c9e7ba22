"""Order questions: the ones that settle most come first, but persons who already have a name get their turn."""

from collections.abc import Iterable, Iterator

from photoindex.people.questions.question import Question

# After this many questions about people without a name comes one about somebody with a name, if that is worth it. A
# large library has hundreds of unnamed people, each with more faces than any named person still lacks.
_STRANGERS_IN_A_ROW = 2

# A question about a named person gets its turn when its answer is expected to settle at least this many faces;
# otherwise it waits for its place in the order of what questions settle.
_WORTH_A_TURN = 0.5

# From this probability on, a question with a guess counts as a question about the person guessed.
_PROBABLY = 0.5


def in_turn(questions: Iterable[Question]) -> Iterator[Question]:
    """The questions that settle most come first, but at least every third one is about a named person, if that is worth
    it.
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
        return question.person_id is not None and question.probability >= _PROBABLY
    return question.person_id is not None
