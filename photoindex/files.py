"""Write a file whole or not at all, and keep what holds faces or names to its owner.

The bytes first go to a temporary file beside the destination, made exclusively under a random name, so that nobody
can plant a link there. They are on the disk before the file moves into place. Imports nothing of photoindex, so that
every floor may use it.
"""

import contextlib
import errno
import os
import secrets
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
# What the system grants by default; the umask of the user takes away from it.
_SHARED_FILE = 0o666
_SHARED_FOLDER = 0o777

_TEMPORARY = ".photoindex-{}.part"
TEMPORARY_PATTERN = _TEMPORARY.format("*")


class _Narrowed:
    """Whether the umask is ours at present, for how many blocks, and what the user's is meanwhile."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.holders = 0
        self.users = 0


_narrowed = _Narrowed()


@contextlib.contextmanager
def whole_file(path: Path, *, private: bool) -> Iterator[BinaryIO]:
    """A new file, open for writing in binary, that takes the place of `path` when the block ends without an error.

    Args:
        private: only the owner may read it (mode 0600); otherwise the umask decides.

    Raises:
        OSError: it cannot be written, or what is at `path` is no file but a pipe or a device. What was at `path` is
            unchanged, and nothing is left beside it.
    """
    if not may_be_replaced(path):
        raise OSError(errno.EINVAL, "this is no file but a pipe or a device", str(path))
    temporary = temporary_beside(path)
    try:
        with open_new(temporary, private=private) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_whole(path: Path, data: bytes, *, private: bool) -> None:
    """Put `data` at `path` whole or not at all; see `whole_file`."""
    with whole_file(path, private=private) as stream:
        stream.write(data)


def temporary_beside(path: Path) -> Path:
    """A name beside `path` that nobody can foresee, for what will take its place."""
    return path.with_name(_TEMPORARY.format(secrets.token_hex(8)))


def clear_temporaries(folder: Path) -> None:
    """Remove what writers that were killed left unfinished in `folder`, and what somebody planted under such a name.

    Raises:
        OSError: it cannot be removed.
    """
    for left in folder.glob(TEMPORARY_PATTERN):
        left.unlink(missing_ok=True)


def open_new(path: Path, *, private: bool) -> BinaryIO:
    """Open a file that must not exist yet for reading and writing in binary. A link at `path` counts as existing.

    Raises:
        FileExistsError: something is at `path`.
        OSError: it cannot be made.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, PRIVATE_FILE if private else _SHARED_FILE)
    if private:
        _set_mode(descriptor, PRIVATE_FILE)  # A strict umask takes rights from the owner too.
    elif _narrowed.holders:
        _set_mode(descriptor, _SHARED_FILE & ~_narrowed.users)
    return os.fdopen(descriptor, "w+b")


def may_be_replaced(path: Path) -> bool:
    """Whether nothing is at `path`, or a file or a link. Who may write everywhere must not replace a device."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return True
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def make_private(path: Path) -> None:
    """Take all access to an existing file or folder of ours from everybody else, where the file system knows owners.

    What cannot be changed (somebody else's file, FAT, a network share) stays as it is: reading is worth more than a
    refusal.
    """
    if os.name == "nt":
        return  # A file in the user's own folder is already closed to others.
    with contextlib.suppress(OSError):
        status = path.stat()
        if status.st_mode & 0o077 and status.st_uid == os.geteuid():
            path.chmod(PRIVATE_FOLDER if stat.S_ISDIR(status.st_mode) else PRIVATE_FILE)


def make_private_folder(path: Path) -> None:
    """Make a folder, with its parents, that only its owner can enter. A folder that exists stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        if os.name != "nt":
            with contextlib.suppress(OSError):
                path.chmod(PRIVATE_FOLDER)  # A strict umask takes rights from the owner too.


def make_shared_folder(path: Path) -> None:
    """Make a folder, with its parents, as the user's umask has it. A folder that exists stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    if path.is_dir():
        return
    make_shared_folder(path.parent)
    path.mkdir(exist_ok=True)
    if _narrowed.holders:
        path.chmod(_SHARED_FOLDER & ~_narrowed.users)


@contextlib.contextmanager
def private_by_default(like: Path) -> Iterator[None]:
    """Whatever this process makes while the block runs is closed to others, whoever makes it.

    For libraries that make files by themselves: DuckDB's log and what it spills hold names as the index does. Where
    somebody opened `like` to a group on purpose, what is made beside it is open to that group too. The umask belongs
    to the whole process, so blocks of several threads share the first one's; files and folders of this module that are
    made to be shared follow the user's umask all the same.
    """
    try:
        opened = like.stat().st_mode & 0o077
    except OSError:
        opened = 0
    with _narrowed.lock:
        if not _narrowed.holders:
            _narrowed.users = os.umask(0o077 & ~opened)
        _narrowed.holders += 1
    try:
        yield
    finally:
        with _narrowed.lock:
            _narrowed.holders -= 1
            if not _narrowed.holders:
                os.umask(_narrowed.users)


def sync_folder(folder: Path) -> None:
    """See to it that a new or moved name in `folder` survives a power cut, where the system offers that."""
    if os.name == "nt":
        return  # Windows has no way to do it, and needs none.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems refuse to sync a folder; the file itself is on the disk already.
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _set_mode(descriptor: int, mode: int) -> None:
    if os.name != "nt":
        # File systems without owners, such as FAT, refuse.
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, mode)
