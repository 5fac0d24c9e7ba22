"""Assign tasks to workers: a state machine without processes, clocks or sockets.

Each worker holds a short queue of tasks and works on the oldest. When a worker dies, the task it was working on is the
suspect: it is tried once more with nothing queued behind it, and becomes a failure if it kills a worker again. The
tasks that were queued behind it are handed out again.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from photoindex.domain.outcome import Failed
from photoindex.scan.messages import Task
from photoindex.scan.reading import READS_AHEAD

# One task that is being processed, the tasks whose files are being read, and one task in the pipe. With these, a worker
# never idles while the index is written or a disk is slow.
QUEUE_LENGTH = READS_AHEAD + 2


@dataclass(slots=True)
class _Held:
    """The tasks of a worker.

    A worker is `alone` if it holds a suspect: nothing may be queued behind a suspect. A worker is `leaving` if it gets
    no more tasks.
    """

    tasks: deque[Task] = field(default_factory=deque)
    alone: bool = False
    leaving: bool = False


class Scheduler:
    """Hand out tasks from an iterator. The iterator is advanced only as fast as workers take the tasks."""

    def __init__(self, tasks: Iterator[Task]) -> None:
        self._fresh = tasks
        self._returned: deque[Task] = deque()
        self._suspects: deque[Task] = deque()
        self._held: dict[int, _Held] = {}

    def add_worker(self, worker: int) -> None:
        self._held[worker] = _Held()

    def take(self, worker: int) -> Task | None:
        """The next task for this worker; None if its queue is full or no task is left."""
        held = self._held[worker]
        if held.alone or held.leaving or len(held.tasks) >= QUEUE_LENGTH:
            return None
        if self._suspects and not held.tasks:
            task, held.alone = self._suspects.popleft(), True
        elif self._returned:
            task = self._returned.popleft()
        else:
            fresh = next(self._fresh, None)
            if fresh is None:
                return None
            task = fresh
        held.tasks.append(task)
        return task

    def finished(self, worker: int) -> None:
        """The worker's oldest task is done."""
        held = self._held[worker]
        held.tasks.popleft()
        held.alone = False

    def retire(self, worker: int) -> None:
        """Let the worker finish the tasks it holds, but give it no more."""
        self._held[worker].leaving = True

    def has_left(self, worker: int) -> bool:
        """Whether a retired worker has finished its tasks."""
        held = self._held[worker]
        return held.leaving and not held.tasks

    def remove(self, worker: int) -> None:
        """The worker exited for a reason unrelated to its tasks: all of them are handed out again, and no task becomes
        a suspect.
        """
        held = self._held.pop(worker)
        if held.alone:
            self._suspects.appendleft(held.tasks.popleft())
        self._returned.extendleft(reversed(held.tasks))

    def in_hand(self, worker: int) -> Task | None:
        """The task the worker is busy with."""
        tasks = self._held[worker].tasks
        return tasks[0] if tasks else None

    def died(self, worker: int, reason: str, *, retry: bool) -> Failed | None:
        """The worker died.

        Return the failure of its task; None if the task will be tried again or the worker held no task.
        """
        held = self._held.pop(worker)
        if not held.tasks:
            return None
        suspect = held.tasks.popleft()
        self._returned.extendleft(reversed(held.tasks))
        if retry and not held.alone:
            self._suspects.append(suspect)
            return None
        return Failed(suspect.file, "worker", reason, "worker-died" if retry else "took-too-long")

    @property
    def idle(self) -> bool:
        """Whether no worker holds a task and nothing waits to be tried again."""
        return not (self._returned or self._suspects or any(held.tasks for held in self._held.values()))
