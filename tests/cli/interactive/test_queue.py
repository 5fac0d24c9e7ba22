"""The questions that come next."""

from photoindex.cli.interactive.queue import Queue
from photoindex.operations.asking import Asked, Question, Questions
from tests.cli.interactive.fakes import GRANDMA, about, who

QUESTIONS = [about(who(), (number,)) for number in range(1, 10)]


class Reading:
    """Hands out the questions that are left, and takes some seconds each time."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now, self.times = seconds, 0.0, 0
        self.left = list(QUESTIONS)

    def __call__(self, skip: frozenset[Question]) -> Questions:
        self.now += self.seconds
        self.times += 1
        return Questions(tuple(asked for asked in self.left if asked.suggestion.question not in skip), (GRANDMA,))

    def clock(self) -> float:
        return self.now


def answer(queue: Queue, reading: Reading) -> Asked:
    asked = queue.next()
    assert asked is not None
    reading.left.remove(asked)
    queue.answered(asked)
    return asked


def test_after_an_answer_the_questions_are_read_again_if_that_is_quick() -> None:
    reading = Reading(0.1)
    queue = Queue(reading, reading.clock)
    assert [answer(queue, reading) for _ in range(3)] == QUESTIONS[:3]
    assert reading.times == 3
    assert queue.known == (GRANDMA,)


def test_five_questions_are_answered_from_one_slow_reading() -> None:
    reading = Reading(5.0)
    queue = Queue(reading, reading.clock)
    assert [answer(queue, reading) for _ in range(5)] == QUESTIONS[:5]
    assert reading.times == 1
    assert queue.next() == QUESTIONS[5]
    assert reading.times == 2


def test_a_skipped_question_does_not_come_again_and_costs_no_reading() -> None:
    reading = Reading(0.1)
    queue = Queue(reading, reading.clock)
    for expected in QUESTIONS:
        assert queue.next() == expected
        queue.passed(expected)
    assert reading.times == 1
    assert queue.next() is None


def test_an_undone_question_comes_next_even_if_it_was_read_long_ago() -> None:
    reading = Reading(5.0)
    queue = Queue(reading, reading.clock)
    first = answer(queue, reading)
    answer(queue, reading)
    queue.asked_again(first)
    assert queue.next() == first


def test_after_a_change_by_somebody_else_the_questions_are_read_again() -> None:
    reading = Reading(5.0)
    queue = Queue(reading, reading.clock)
    queue.next()
    reading.left = QUESTIONS[4:]
    queue.overtaken()
    assert queue.next() == QUESTIONS[4]
