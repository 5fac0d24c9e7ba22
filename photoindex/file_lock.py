"""Lock a file for one process at a time. However the process ends, the system releases the lock.

This module imports no other module of photoindex, so that modules on every floor may use it.
"""

import contextlib
import errno
import os
import sys
import time
from io import FileIO
from pathlib import Path

# Windows prevents other processes from reading a locked byte, so the locked byte lies far beyond the end of the note.
_LOCKED_BYTE = 1 << 30
_RETRY_EVERY = 0.1
_LONGEST_NOTE = 1024**2


class NoLocksError(OSError):
    """The file system of this file has no locks."""


if sys.platform == "win32":
    import msvcrt

    def _try_lock(stream: FileIO, *, shared: bool = False) -> bool:
        stream.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(stream: FileIO, *, shared: bool = False) -> bool:
        how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
        try:
            fcntl.flock(stream, how)
        except BlockingIOError:
            return False
        except OSError:
            # Some network file systems support record locks only.
            return _try_record_lock(stream, how)
        return True

    def _try_record_lock(stream: FileIO, how: int) -> bool:
        try:
            fcntl.lockf(stream, how)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                return False
            raise NoLocksError(error.errno, error.strerror, stream.name) from error
        return True


class HeldLock:
    """A lock that this process holds until `release`. The file itself is never removed, because another process may be
    opening it just then.
    """

    def __init__(self, stream: FileIO) -> None:
        self._stream = stream

    def write_note(self, note: str) -> None:
        """Write a note into the file that says who holds the lock; `read_note` reads it. If the disk is full, nothing
        is written.

        Somebody who reads while a note is replaced gets the earlier note or this one, if both have the same length.
        """
        with contextlib.suppress(OSError):
            self._stream.seek(0)
            self._stream.write(note.encode("utf-8", errors="surrogateescape"))
            self._stream.truncate()

    def release(self) -> None:
        """Release the lock and clear the note."""
        with contextlib.suppress(OSError):
            self._stream.truncate(0)
        self._stream.close()


def try_lock(path: Path) -> HeldLock | None:
    """Take the lock; None if another process holds it. Creates the file if it does not exist.

    Raises:
        OSError: the file cannot be created or written. The error is `NoLocksError` if the file system has no locks.
    """
    # Unbuffered, so that a note reaches the file at once.
    stream = FileIO(path, "r+", opener=_not_through_a_link)
    try:
        if _try_lock(stream):
            return HeldLock(stream)
    except BaseException:
        stream.close()
        raise
    stream.close()
    return None


def is_held(path: Path) -> bool:
    """Whether any process holds the lock. Nothing is written, so this also works on a read-only disk.

    Raises:
        OSError: the file does not exist or cannot be read. The error is `NoLocksError` if the file system has no locks.
    """
    with FileIO(path, "r") as stream:
        return not _try_lock(stream, shared=True)


def _not_through_a_link(path: str, flags: int) -> int:
    # In a shared folder, somebody may have planted a link at this path. Writing the note would then overwrite the
    # link's target.
    return os.open(path, flags | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)


def wait_for_lock(path: Path, seconds: float) -> HeldLock | None:
    """Take the lock as soon as it is free; None if another process still holds it after `seconds`.

    Raises:
        OSError: the file cannot be created or written.
    """
    deadline = time.monotonic() + seconds
    while (lock := try_lock(path)) is None and time.monotonic() < deadline:
        time.sleep(_RETRY_EVERY)
    return lock


def read_note(path: Path) -> str:
    """The note that the holder of the lock wrote; empty if the holder wrote no note or nobody holds the lock."""
    try:
        with path.open("rb") as stream:
            return stream.read(_LONGEST_NOTE).decode("utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return ""
