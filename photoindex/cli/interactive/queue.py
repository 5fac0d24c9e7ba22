"""Keep the next questions of a sitting: read them again after each answer if that is quick, else ask a few per
reading.
"""

from collections.abc import Callable

from photoindex.operations.asking import Asked, Known, Question, Questions

Fetch = Callable[[frozenset[Question]], Questions]
"""Reads the best next questions, leaving out the given ones."""

# If reading questions takes longer than this, several are answered from one reading.
_QUICK_SECONDS = 0.8
_FROM_ONE_READING = 5


class Queue:
    """The questions that are still open. Nothing here is recorded in the index."""

    def __init__(self, fetch: Fetch, clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._waiting: list[Asked] = []
        self._passed: set[Question] = set()
        self._settled: set[int] = set()
        self._answers_since = 0
        self._quick = True
        self._fresh = False
        self.known: tuple[Known, ...] = ()

    def next(self) -> Asked | None:
        """The best question that is still open; None if there are none."""
        self._waiting = [asked for asked in self._waiting if self._is_open(asked)]
        if not self._waiting or not (self._fresh or self._may_wait()):
            self._read()
        return self._waiting[0] if self._waiting else None

    def answered(self, asked: Asked) -> None:
        """The question was answered: what was read before may be out of date."""
        self._settled |= _faces(asked)
        self._answers_since += 1
        self._fresh = False

    def passed(self, asked: Asked) -> None:
        """The question was skipped: it does not come again in this sitting."""
        self._passed.add(asked.suggestion.question)

    def asked_again(self, asked: Asked) -> None:
        """The answer was undone: the same question comes next."""
        self._settled.clear()
        self._passed.discard(asked.suggestion.question)
        self._waiting.insert(0, asked)
        self._fresh = True

    def overtaken(self) -> None:
        """Somebody else has changed the index: read again."""
        self._waiting.clear()

    def _is_open(self, asked: Asked) -> bool:
        return asked.suggestion.question not in self._passed and self._settled.isdisjoint(_faces(asked))

    def _may_wait(self) -> bool:
        return not self._quick and self._answers_since < _FROM_ONE_READING

    def _read(self) -> None:
        began = self._clock()
        found = self._fetch(frozenset(self._passed))
        self._quick = self._clock() - began < _QUICK_SECONDS
        self._waiting, self.known = [*found.asked], found.known
        self._settled.clear()
        self._answers_since, self._fresh = 0, True


def _faces(asked: Asked) -> set[int]:
    question = asked.suggestion.question
    return {*question.face_ids, *question.other_faces}
