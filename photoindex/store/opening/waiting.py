"""Decide how long to wait for the index: as long as other processes make progress, but not for a process that hangs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from photoindex.errors import IndexLockedError
from photoindex.store.database.duckdb_errors import holder_in
from photoindex.store.database.engine import duckdb
from photoindex.store.database.notices import Tell, Waiting
from photoindex.store.opening.queue import Ticket, draw_ticket, holder_of

_RETRY_EVERY = 0.02
# This is longer than a running scan takes to write, but short enough that the silence does not look like a defect.
_SAY_AFTER = 5.0


class Patience:
    """The patience of one piece of work.

    Args:
        stall: the number of seconds for which the same process may keep all others waiting.
        limit: the number of seconds to wait in total; None to wait as long as others make progress.
        clock: returns the seconds since some fixed moment.
    """

    def __init__(
        self,
        index: Path,
        command: str,
        tell: Tell,
        *,
        stall: float,
        limit: float | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.command = command
        self.stall = stall if limit is None else min(stall, limit)
        self._index = index
        self._tell = tell
        self._clock = clock
        self._began = self._moved_at = clock()
        self._limit = limit
        self._ahead: object = None
        self._told = False

    def goes_on(self) -> bool:
        """Whether waiting is still worth it."""
        now = self._clock()
        return now - self._moved_at < self.stall and (self._limit is None or now - self._began < self._limit)

    def blocked(self, ahead: object, pid: int | None, command: str) -> None:
        """Note what keeps us waiting. If `ahead` has changed since the last call, other processes have made progress.

        Raises:
            IndexLockedError: we have waited too long.
        """
        if ahead != self._ahead:
            self._ahead, self._moved_at = ahead, self._clock()
        if not self.goes_on():
            process = f" by process {pid}" if pid is not None else ""
            what = f", `{command}`," if command else ""
            waited = self._clock() - self._began
            raise IndexLockedError(
                f"the index {self._index} is in use{process}{what} and did not become free in {waited:.0f} seconds",
                hint="Wait for the other command to end, or end it if it hangs, then try again.",
            )
        if not self._told and self._clock() - self._began >= _SAY_AFTER:
            self._told = True
            self._tell(Waiting(self._index, pid, command))

    def blocked_by_duckdb(self, error: duckdb.Error) -> None:
        """Note that a process outside the queue has the file open: a reader, or another program.

        Raises:
            IndexLockedError: we have waited too long.
        """
        pid = holder_in(error)
        self.blocked(("duckdb", pid), pid, "")


@contextmanager
def queued(folder: Path, patience: Patience) -> Iterator[None]:
    """Wait for our turn, and keep it until the block ends.

    Raises:
        IndexLockedError: the same other process kept its turn for too long.
    """
    ticket = _drawn(folder, patience)
    try:
        while ahead := ticket.ahead():
            holder = holder_of(ahead[0])
            patience.blocked(ahead, holder.pid if holder else None, holder.command if holder else "")
            time.sleep(_RETRY_EVERY)
        yield
    finally:
        ticket.leave()


def _drawn(folder: Path, patience: Patience) -> Ticket:
    try:
        return draw_ticket(folder, patience.command, patience.stall)
    except TimeoutError:
        raise IndexLockedError(f"the queue {folder} is held by a process that does not move") from None
