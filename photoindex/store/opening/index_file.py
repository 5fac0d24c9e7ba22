"""Find the file that the name of an index leads to, check that it really is a file, and make a copy to read."""

import contextlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.data_folder import IndexFiles
from photoindex.errors import IndexFileError, IndexLockedError, StorageError

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

StateOfFiles = tuple[tuple[int, int, int] | None, tuple[int, int, int] | None]
"""The inode, size in bytes and modification time in nanoseconds of an index and of its log; None for a file that does
not exist or cannot be asked for them.
"""

_ATTEMPTS = 5
_RETRY_EVERY = 0.2


def wal_of(path: Path) -> Path:
    """DuckDB's write-ahead log. After a kill, it holds committed changes that have not reached the database file."""
    return IndexFiles(path).wal


def real_path(path: Path) -> Path:
    """Follow a link to the path of the real file, so that an index has the same lock, log and vector file under every
    name.

    Raises:
        IndexFileError: the link leads in a circle, into a folder that does not exist, or to something other than a
            file.
    """
    real = _followed(path)
    with contextlib.suppress(OSError):  # The error will be reported when the file is opened.
        file_exists(real)
    return real


def _followed(path: Path) -> Path:
    # Only a link in place of the file itself matters. If its folder is reached through a link, the files beside the
    # index are the same anyway.
    if not os.path.islink(path):  # noqa: PTH114 - never raises
        return path
    real = Path(os.path.realpath(path))
    if os.path.islink(real):  # noqa: PTH114
        raise IndexFileError(f"{path} is a link that leads in a circle", advice=Action.NAME_ANOTHER_INDEX)
    if not real.parent.is_dir():
        raise IndexFileError(
            f"{path} is a link to {real}, and there is no folder {real.parent}",
            hint="If it lies on a disk that is not connected, connect it; otherwise correct the link.",
        )
    return real


def file_exists(path: Path) -> bool:
    """Whether a file exists at `path`.

    Raises:
        IndexFileError: `path` leads to something other than a file, such as a pipe; opening a pipe could block forever.
        OSError: the state of the file cannot be read.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    for is_kind, kind in _KINDS:
        if is_kind(mode):
            raise IndexFileError(f"{path} is {kind}, not an index", advice=Action.NAME_ANOTHER_INDEX, path=path)
    return True


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A temporary copy of an index and its log, in a folder that only this user can enter.

    Raises:
        IndexLockedError: the index keeps changing while the copy is made.
        StorageError: there is no space for the copy.
    """
    with tempfile.TemporaryDirectory(prefix="photoindex-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / path.name
        for _ in range(_ATTEMPTS):
            before = state_of_files(path)
            _copy(path, copy)
            if state_of_files(path) == before:
                break
            # On a file system without locks, another process may write to the index while it is copied.
            time.sleep(_RETRY_EVERY)
        else:
            raise IndexLockedError(f"the index {path} is being written")
        yield copy


def _copy(path: Path, copy: Path) -> None:
    try:
        shutil.copyfile(path, copy)
        wal_of(copy).unlink(missing_ok=True)
        if wal_of(path).exists():
            shutil.copyfile(wal_of(path), wal_of(copy))
    except OSError as error:
        raise StorageError(
            f"the index {path} cannot be used where it lies, nor copied to {copy.parent.parent}: "
            f"{error.strerror or error}",
            hint="Copy it yourself to a disk with enough space.",
            advice=Action.NAME_MOVED_INDEX,
        ) from error


def state_of_files(path: Path) -> StateOfFiles:
    """What the system knows about an index and its log. If it is the same twice, probably nobody has written between;
    on some file systems, sizes and times may not change.
    """
    return _numbers(path), _numbers(wal_of(path))


def _numbers(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None  # Opening or copying the file reports why.
    return status.st_ino, status.st_size, status.st_mtime_ns
