"""Let only one command at a time rework an index; other commands wait their turn, or report which one is running."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from photoindex.advice.actions import Action
from photoindex.errors import IndexLockedError, StorageError
from photoindex.file_lock import HeldLock, NoLocksError, is_held, read_note, try_lock
from photoindex.files import make_private_folder, private_by_default
from photoindex.foreign_json import parse_json
from photoindex.store.opening.index import Index

# Long enough to outwait a process that only checks whether the lock is held.
_MOMENT = 1.0
_RETRY_EVERY = 0.1
# How often others learn how far the command is.
_TELL_EVERY = 1.0
# Notes are filled up to a multiple of this, so that one replaces another without a moment in which neither is readable.
_NOTE_BYTES = 512

Step = Literal["looking", "scanning", "clustering"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a command is: `done` of `todo` photos, or of an unknown number if `todo` is None, and the faces found or
    clustered so far.
    """

    step: Step
    done: int
    todo: int | None
    faces: int


@dataclass(frozen=True, slots=True)
class Running:
    """The command that is working on an index: its process, its start (local time), its folders or files, and how far
    it is, if it says so.
    """

    command: str
    pid: int
    since: datetime
    paths: tuple[Path, ...]
    progress: Progress | None = None


class Holding:
    """The lock of an index while this process holds it."""

    def __init__(self, lock: HeldLock, note: Mapping[str, Any]) -> None:
        self._lock = lock
        self._note = note
        self._step: Step | None = None
        self._due_at = 0.0
        self._write({})

    def tell(self, progress: Progress) -> None:
        """Let other processes know how far this command is: at once when a step begins, then every second."""
        now = time.monotonic()
        if progress.step != self._step or now >= self._due_at:
            self._step, self._due_at = progress.step, now + _TELL_EVERY
            self._write({"progress": asdict(progress)})

    def _write(self, more: Mapping[str, Any]) -> None:
        text = json.dumps({**self._note, **more})
        self._lock.write_note(text.ljust(-len(text) // _NOTE_BYTES * -_NOTE_BYTES))


@contextmanager
def alone(
    index: Index,
    command: str,
    paths: Sequence[Path] = (),
    *,
    creates: bool = False,
    waiting: Callable[[Running | None], None] | None = None,
) -> Iterator[Holding]:
    """Be the only command that reworks this index. The system releases the lock even if this process is killed.

    Short commands (find, people, label, undo) do not take the lock.

    Args:
        creates: whether the command makes the index if it does not exist.
        waiting: if given, wait until the other command ends, however long that takes, instead of raising. `waiting` is
            called once, with the other command, or with None if the other command is unknown.

    Raises:
        IndexFileError: the index does not exist, and the command does not make it.
        IndexLockedError: another such command is running; the message says which.
        StorageError: the lock file beside the index cannot be created.
    """
    if not creates:
        index.require()
    lock = _acquire(index, waiting)
    note = {"command": command, "pid": os.getpid(), "since": datetime.now(UTC).isoformat(),
            "places": [str(path) for path in paths]}  # fmt: skip
    try:
        yield Holding(lock, note)
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
        paths = tuple(map(Path, values["places"]))
        return Running(str(values["command"]), int(values["pid"]), since, paths, _progress(values.get("progress")))
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _progress(values: Any) -> Progress | None:
    if values is None or values["step"] not in get_args(Step):
        return None
    todo = values["todo"]
    return Progress(values["step"], int(values["done"]), None if todo is None else int(todo), int(values["faces"]))
