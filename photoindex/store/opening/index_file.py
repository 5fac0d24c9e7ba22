"""The file behind the name of an index: where it really lies, what it is, and a copy of it for reading."""

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

_ATTEMPTS = 5
_RETRY_EVERY = 0.2


def wal_of(path: Path) -> Path:
    """Where DuckDB keeps what is committed but not yet in the file, after a kill."""
    return IndexFiles(path).wal


def real_place(path: Path) -> Path:
    """Where a link leads, so that an index has one lock, one log and one file of vectors whatever it is called.

    Raises:
        IndexFileError: a link leads in a circle, or to a folder that is not there; or what is there is no file.
    """
    place = _followed(path)
    with contextlib.suppress(OSError):  # what cannot be looked at is told when it is opened
        is_there(place)
    return place


def _followed(path: Path) -> Path:
    # Only the file's own name: what lies beside it is the same, whichever way leads to the folder.
    if not os.path.islink(path):  # noqa: PTH114 - never raises
        return path
    place = Path(os.path.realpath(path))
    if os.path.islink(place):  # noqa: PTH114
        raise IndexFileError(f"{path} is a link that leads in a circle", advice=Action.NAME_ANOTHER_INDEX)
    if not place.parent.is_dir():
        raise IndexFileError(
            f"{path} is a link to {place}, and there is no folder {place.parent}",
            hint="If it lies on a disk that is not connected, connect it; otherwise correct the link.",
        )
    return place


def is_there(path: Path) -> bool:
    """Whether there is a file at `path`.

    Raises:
        IndexFileError: what is there is no file. A pipe would be waited for without end.
        OSError: it cannot be looked at.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    for is_kind, kind in _KINDS:
        if is_kind(mode):
            raise IndexFileError(f"{path} is {kind}, not an index", advice=Action.NAME_ANOTHER_INDEX)
    return True


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A copy of an index and its log in a folder that only this user can enter, gone after the block.

    Raises:
        IndexLockedError: it changes all the time.
        StorageError: there is no space for the copy.
    """
    with tempfile.TemporaryDirectory(prefix="photoindex-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / path.name
        for _ in range(_ATTEMPTS):
            before = _look(path)
            _copy(path, copy)
            if _look(path) == before:
                break
            # Nothing locks the file where locks are missing.
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
            hint="Copy it yourself to a place with enough space.",
            advice=Action.NAME_MOVED_INDEX,
        ) from error


def _look(path: Path) -> list[tuple[int, int, int]]:
    states = [file.stat() for file in (path, wal_of(path)) if file.exists()]
    return [(state.st_ino, state.st_size, state.st_mtime_ns) for state in states]
