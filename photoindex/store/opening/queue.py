"""Decide which process of this machine may open the index next: first come, first served.

Each process draws a numbered ticket and waits until no process holds a lower one. A ticket is a file that its process
keeps locked. If a process dies, the system releases its ticket. Without this queue, DuckDB would let in whichever
process happens to try at the right moment.
"""

import contextlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from photoindex.file_lock import HeldLock, read_note, try_lock
from photoindex.files import make_private_folder

_RETRY_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Holder:
    """The process whose turn it is, and the command that it runs, without arguments."""

    pid: int
    command: str


@dataclass(slots=True)
class Ticket:
    """A position in the queue. `path` is None if no queue can be kept, for example on a read-only disk."""

    path: Path | None
    lock: HeldLock | None

    def leave(self) -> None:
        """Give the next process its turn."""
        if self.path is not None:
            _remove(self.path)
        if self.lock is not None:
            self.lock.release()
        self.path = self.lock = None

    def ahead(self) -> list[Path]:
        """The tickets with lower numbers, lowest first. Tickets that nobody holds any longer are left out."""
        if self.path is None:
            return []
        number = int(self.path.name)
        before = [path for path in _tickets(self.path.parent) if int(path.name) < number]
        # Check only the ticket directly ahead. Even lower tickets matter only if that ticket's process is dead.
        while before and not _is_held(before[-1]):
            _remove(before.pop())
        return before


def draw_ticket(folder: Path, command: str, patience: float) -> Ticket:
    """Join the queue. If no queue can be kept, nobody has to wait.

    Raises:
        TimeoutError: another process prevented all others from drawing a ticket for longer than `patience` seconds.
    """
    try:
        make_private_folder(folder)
        gate = _through_the_gate(folder / "gate", patience)
        try:
            path = folder / str(max((int(ticket.name) for ticket in _tickets(folder)), default=0) + 1)
            lock = try_lock(path)
        finally:
            gate.release()
    except TimeoutError:
        raise
    except OSError:
        return Ticket(None, None)
    if lock is not None:
        lock.write_note(json.dumps({"pid": os.getpid(), "command": command}))
    return Ticket(path, lock)


def holder_of(ticket: Path) -> Holder | None:
    """The process that holds a ticket; None if it is not known at the moment."""
    try:
        note = json.loads(read_note(ticket))
        return Holder(int(note["pid"]), str(note["command"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _through_the_gate(gate: Path, patience: float) -> HeldLock:
    """Wait for the lock on `gate`. Only the process that holds this lock may draw a number, and it holds the lock no
    longer than it needs for that.
    """
    deadline = time.monotonic() + patience
    while (lock := try_lock(gate)) is None:
        if time.monotonic() >= deadline:
            raise TimeoutError
        time.sleep(_RETRY_EVERY / 4)
    return lock


def _tickets(folder: Path) -> list[Path]:
    return sorted((path for path in folder.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))


def _is_held(ticket: Path) -> bool:
    try:
        lock = try_lock(ticket)
    except OSError:
        return False
    if lock is None:
        return True
    lock.release()
    return False


def _remove(ticket: Path) -> None:
    # Windows does not remove a file that is still open. The next process will find that nobody holds the ticket.
    with contextlib.suppress(OSError):
        ticket.unlink(missing_ok=True)
