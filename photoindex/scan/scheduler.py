"""Who works on what: a state machine without processes, clocks or sockets.

Each worker holds a short queue of tasks and works on the oldest. When a worker dies, that one is the suspect: it is
tried once more with nothing queued behind it, and if it kills again it becomes a failure. The tasks behind it go back.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from photoindex.domain.outcome import Failed
from photoindex.scan.messages import Task
from photoindex.scan.reading import READS_AHEAD

# One task being worked on, those whose files are being read, and one in the pipe, so that a worker never idles while
# the index is written or a disk is slow.
QUEUE_LENGTH = READS_AHEAD + 2


@dataclass(slots=True)
class _Hands:
    """What a worker holds. `alone` means that it works on a suspect and must get nothing else; `leaving` that it gets
    nothing more at all.
    """

    tasks: deque[Task] = field(default_factory=deque)
    alone: bool = False
    leaving: bool = False


class Scheduler:
    """Hands out tasks from an iterator, which is advanced only as fast as workers take them."""

    def __init__(self, tasks: Iterator[Task]) -> None:
        self._fresh = tasks
        self._returned: deque[Task] = deque()
        self._suspects: deque[Task] = deque()
        self._hands: dict[int, _Hands] = {}

    def add_worker(self, worker: int) -> None:
        self._hands[worker] = _Hands()

    def take(self, worker: int) -> Task | None:
        """The next task for this worker; None when its hands are full or nothing is left to give."""
        hands = self._hands[worker]
        if hands.alone or hands.leaving or len(hands.tasks) >= QUEUE_LENGTH:
            return None
        if self._suspects and not hands.tasks:
            task, hands.alone = self._suspects.popleft(), True
        elif self._returned:
            task = self._returned.popleft()
        else:
            fresh = next(self._fresh, None)
            if fresh is None:
                return None
            task = fresh
        hands.tasks.append(task)
        return task

    def finished(self, worker: int) -> None:
        """The worker's oldest task is done."""
        hands = self._hands[worker]
        hands.tasks.popleft()
        hands.alone = False

    def retire(self, worker: int) -> None:
        """The worker finishes what it holds and gets nothing more."""
        self._hands[worker].leaving = True

    def has_left(self, worker: int) -> bool:
        """Whether a retired worker has finished what it held."""
        hands = self._hands[worker]
        return hands.leaving and not hands.tasks

    def remove(self, worker: int) -> None:
        """The worker is gone, and not for what it held: its tasks go back, none of them suspected."""
        hands = self._hands.pop(worker)
        if hands.alone:
            self._suspects.appendleft(hands.tasks.popleft())
        self._returned.extendleft(reversed(hands.tasks))

    def in_hand(self, worker: int) -> Task | None:
        """The task the worker is busy with."""
        tasks = self._hands[worker].tasks
        return tasks[0] if tasks else None

    def died(self, worker: int, reason: str, *, retry: bool) -> Failed | None:
        """The worker is gone. The failure of its task, or None where that is tried once more or there was none."""
        hands = self._hands.pop(worker)
        if not hands.tasks:
            return None
        suspect = hands.tasks.popleft()
        self._returned.extendleft(reversed(hands.tasks))
        if retry and not hands.alone:
            self._suspects.append(suspect)
            return None
        return Failed(suspect.file, "worker", reason, "worker-died" if retry else "took-too-long")

    @property
    def idle(self) -> bool:
        """Whether every worker's hands are empty and nothing waits to be tried again."""
        return not (self._returned or self._suspects or any(hands.tasks for hands in self._hands.values()))
