"""Let only one command at a time rework an index; other commands wait their turn, or report which one is running."""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.errors import IndexLockedError, StorageError
from photoindex.file_lock import HeldLock, NoLocksError, is_held, read_note, try_lock
from photoindex.files import make_private_folder, private_by_default
from photoindex.foreign_json import parse_json
from photoindex.store.opening.index import Index

# Long enough to outwait a process that only checks whether the lock is held.
_MOMENT = 1.0
_RETRY_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Running:
    """The command that is working on an index: its process, its start (local time), and its folders or files."""

    command: str
    pid: int
    since: datetime
    paths: tuple[Path, ...]


@contextmanager
def alone(
    index: Index, command: str, paths: Sequence[Path] = (), *, waiting: Callable[[Running | None], None] | None = None
) -> Iterator[None]:
    """Be the only command that reworks this index. The system releases the lock even if this process is killed.

    Short commands (find, people, label, undo) do not take the lock.

    Args:
        waiting: if given, wait until the other command ends, however long that takes, instead of raising. `waiting` is
            called once, with the other command, or with None if the other command is unknown.

    Raises:
        IndexLockedError: another such command is running; the message says which.
        StorageError: the lock file beside the index cannot be created.
    """
    lock = _acquire(index, waiting)
    note = {"command": command, "pid": os.getpid(), "since": datetime.now(UTC).isoformat(),
            "places": [str(path) for path in paths]}  # fmt: skip
    lock.write_note(json.dumps(note))
    try:
        yield
    finally:
        lock.release()


def running(index: Index) -> Running | None:
    """Return the command that is reworking the index now, if any."""
    path = lock_file(index)
    try:
        return _parsed(read_note(path)) if is_held(path) else None
    except OSError:
        # No command has ever locked this index; or the lock cannot be checked, because the index is read-only for this
        # user or the file system has no locks.
        return None


def lock_file(index: Index) -> Path:
    return index.files.lock


def _acquire(index: Index, waiting: Callable[[Running | None], None] | None) -> HeldLock:
    path = lock_file(index)
    deadline: float | None = time.monotonic() + _MOMENT
    while True:
        try:
            make_private_folder(path.parent)
            with private_by_default(like=index.path):
                lock = try_lock(path)
        except OSError as error:
            why = error.strerror or error
            if isinstance(error, NoLocksError):
                raise StorageError(
                    f"the lock file {path} cannot be locked: {why}",
                    hint="Move the index to a disk whose file system has locks.",
                    advice=Action.NAME_MOVED_INDEX,
                ) from error
            raise StorageError(
                f"the lock file {path} cannot be written: {why}",
                hint="Change its permissions.",
                advice=Action.NAME_ANOTHER_INDEX,
            ) from error
        if lock is not None:
            return lock
        if deadline is not None and time.monotonic() >= deadline:
            other = _parsed(read_note(path))
            if waiting is None:
                raise IndexLockedError(
                    f"the index {index.path} is in use: {_in_words(other)}",
                    hint="Wait for it to end. Meanwhile, you can look at photos and name people.",
                    advice=Action.SCAN_WHEN_FREE,
                )
            waiting(other)
            deadline = None
        time.sleep(_RETRY_EVERY)


def _in_words(other: Running | None) -> str:
    if other is None:
        return "another command is working on it"
    where = " of " + ", ".join(map(str, other.paths)) if other.paths else ""
    return f"{other.command}{where} has been running since {other.since:%Y-%m-%d %H:%M:%S} (process {other.pid})"


def _parsed(note: str) -> Running | None:
    """Parse the note of the lock's holder; None if it is not written yet, or in another format."""
    try:
        values = parse_json(note)
        since = datetime.fromisoformat(values["since"]).astimezone().replace(tzinfo=None)
        return Running(str(values["command"]), int(values["pid"]), since, tuple(map(Path, values["places"])))
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
