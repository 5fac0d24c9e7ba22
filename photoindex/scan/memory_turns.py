"""Let only one worker at a time use much memory. Like the scheduler, this is a state machine without processes."""

from collections import deque


class Turns:
    """Workers ask for the turn.

    One of them gets it and keeps it until it leaves; the others wait in the order in which they asked.
    """

    def __init__(self) -> None:
        self._holder: int | None = None
        self._waiting: deque[int] = deque()

    def ask(self, worker: int) -> None:
        """Queue the worker. If it already has the turn, it goes to the front of the queue."""
        if worker == self._holder:
            self._waiting.appendleft(worker)
        else:
            self._waiting.append(worker)

    def leave(self, worker: int) -> None:
        """The worker has finished or exited."""
        if worker == self._holder:
            self._holder = None
        if worker in self._waiting:
            self._waiting.remove(worker)

    def give(self) -> int | None:
        """Give the turn to the next worker and return that worker; None if no worker waits or another worker has the
        turn.
        """
        if not self._waiting or self._holder not in {None, self._waiting[0]}:
            return None
        self._holder = self._waiting.popleft()
        return self._holder

    def is_waiting(self, worker: int) -> bool:
        return worker in self._waiting
