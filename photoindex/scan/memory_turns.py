"""Who may use much memory now: one worker at a time. A state machine, as the scheduler is one."""

from collections import deque


class Turns:
    """Workers ask, one gets the turn and keeps it until it leaves; the others wait in the order in which they asked."""

    def __init__(self) -> None:
        self._holder: int | None = None
        self._waiting: deque[int] = deque()

    def ask(self, worker: int) -> None:
        """The worker waits from now on; who has the turn already need not wait for others."""
        if worker == self._holder:
            self._waiting.appendleft(worker)
        else:
            self._waiting.append(worker)

    def leave(self, worker: int) -> None:
        """The worker is finished or gone."""
        if worker == self._holder:
            self._holder = None
        if worker in self._waiting:
            self._waiting.remove(worker)

    def give(self) -> int | None:
        """Whose wait is over, who has the turn from now on; None when nobody waits or another has it."""
        if not self._waiting or self._holder not in {None, self._waiting[0]}:
            return None
        self._holder = self._waiting.popleft()
        return self._holder

    def is_waiting(self, worker: int) -> bool:
        return worker in self._waiting
