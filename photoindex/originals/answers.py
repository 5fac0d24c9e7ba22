"""Ask questions about files on disks that may hang: a call about a file on an offline server may never return."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

# A sleeping disk takes some seconds to spin up.
ANSWER_SECONDS = 20.0

_Answer = TypeVar("_Answer")
_Question = TypeVar("_Question")


def in_time(questions: Sequence[Callable[[], _Answer]], seconds: float = ANSWER_SECONDS) -> tuple[_Answer | None, ...]:
    """Ask all questions at the same time and return their answers. An answer that takes longer than `seconds` is None.

    A question must not raise.
    """
    found: queue.SimpleQueue[tuple[int, _Answer]] = queue.SimpleQueue()
    for number, question in enumerate(questions):
        # The threads are daemons, so that Python does not wait for them when it exits.
        threading.Thread(target=_ask, args=(question, number, found), daemon=True).start()
    answers: dict[int, _Answer] = {}
    deadline = time.monotonic() + seconds
    while len(answers) < len(questions):
        try:
            number, answer = found.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        answers[number] = answer
    return tuple(answers.get(number) for number in range(len(questions)))


def _ask(question: Callable[[], _Answer], number: int, found: "queue.SimpleQueue[tuple[int, _Answer]]") -> None:
    found.put((number, question()))


def all_in_time(
    groups: Sequence[Sequence[_Question]], ask: Callable[[_Question], _Answer], seconds: float = ANSWER_SECONDS
) -> tuple[tuple[_Answer, ...], ...]:
    """The answers of each group. The questions of one group are asked one after another; different groups are asked in
    parallel.

    If a group gives no answer for `seconds`, its remaining answers are left out.
    """
    answers: list[list[_Answer]] = [[] for _ in groups]

    def ask_all(number: int) -> None:
        for question in groups[number]:
            answers[number].append(ask(question))

    workers = [threading.Thread(target=ask_all, args=(number,), daemon=True) for number in range(len(groups))]
    for worker in workers:
        worker.start()
    for worker, given in zip(workers, answers, strict=True):
        told = -1
        while worker.is_alive() and told < len(given):
            told = len(given)
            worker.join(seconds)
    return tuple(tuple(given[:]) for given in answers)
