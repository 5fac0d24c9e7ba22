"""Who may open the index next: first come, first served, among all processes of this machine.

Each process draws a numbered ticket, a file that it holds locked, and waits until no lower one is held. The system
releases the ticket of a process that dies. DuckDB alone would serve whoever happens to ask at the right moment.
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
    """The process whose turn it is, and its command without what was typed after it."""

    pid: int
    command: str


@dataclass(slots=True)
class Ticket:
    """A place in the queue. `path` is None where no queue can be kept, say on a disk that is read-only."""

    path: Path | None
    lock: HeldLock | None

    def leave(self) -> None:
        """Let the next one have its turn."""
        if self.path is not None:
            _remove(self.path)
        if self.lock is not None:
            self.lock.release()
        self.path = self.lock = None

    def ahead(self) -> list[Path]:
        """The tickets before this one, lowest first, without those that nobody holds any more."""
        if self.path is None:
            return []
        number = int(self.path.name)
        before = [path for path in _tickets(self.path.parent) if int(path.name) < number]
        # Whoever is directly ahead is asked by nobody else. Only if that process is dead do those before it matter.
        while before and not _is_held(before[-1]):
            _remove(before.pop())
        return before


def draw_ticket(folder: Path, command: str, patience: float) -> Ticket:
    """Queue up. Where there can be no queue, whoever comes is served.

    Raises:
        TimeoutError: another process has kept everybody from drawing for longer than `patience` seconds.
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
    """Who holds a ticket; None where that is not known at this moment."""
    try:
        note = json.loads(read_note(ticket))
        return Holder(int(note["pid"]), str(note["command"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _through_the_gate(gate: Path, patience: float) -> HeldLock:
    """Numbers are given one at a time. Nobody stays in the gate for longer than that takes."""
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
    # Windows keeps a file that somebody has open; whoever comes next finds that nobody holds it.
    with contextlib.suppress(OSError):
        ticket.unlink(missing_ok=True)
