"""How long to wait for the index: as long as others come and go, and not for one that does not move."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from photoindex.errors import IndexLockedError
from photoindex.store.database.duckdb_errors import holder_in
from photoindex.store.database.notices import Tell, Waiting
from photoindex.store.opening.queue import Ticket, draw_ticket, holder_of

_RETRY_EVERY = 0.02
# Longer than the writes of a running scan, and short enough that nobody takes the silence for a defect.
_SAY_AFTER = 5.0


class Patience:
    """The patience of one piece of work.

    Args:
        stall: the seconds for which one and the same process may keep everybody waiting.
        limit: the seconds to wait in all; None for as long as others make progress.
        clock: the seconds since some moment.
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
        now = self._clock()
        return now - self._moved_at < self.stall and (self._limit is None or now - self._began < self._limit)

    def blocked(self, ahead: object, pid: int | None, command: str) -> None:
        """`ahead`, whatever that is, keeps us waiting.

        Raises:
            IndexLockedError: for too long.
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
        """Another process has the file open that is not in the queue: a reader, or another program.

        Raises:
            IndexLockedError: for too long.
        """
        pid = holder_in(error)
        self.blocked(("duckdb", pid), pid, "")


@contextmanager
def queued(folder: Path, patience: Patience) -> Iterator[None]:
    """Wait for our turn, and have it until the block ends.

    Raises:
        IndexLockedError: the same other process had it for too long.
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
