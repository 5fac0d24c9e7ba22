"""Write files completely or not at all, and make files that contain faces or names readable only by their owner.

The bytes first go to a temporary file beside the destination. This file is created exclusively and under a random name,
so that nobody can plant a link in its place. The bytes are synced to the disk before the file moves into place. This
module imports no other module of photoindex, so that modules on every floor may use it.
"""

import contextlib
import errno
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
# File modes, before the user's umask is applied.
_SHARED_FILE = 0o666
_SHARED_FOLDER = 0o777

_TEMPORARY = ".photoindex-{}.part"
TEMPORARY_PATTERN = _TEMPORARY.format("*")


class _Narrowed:
    """The number of running blocks that need a narrowed umask, and the user's own umask, restored afterwards."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.holders = 0
        self.users = 0


_narrowed = _Narrowed()


@contextlib.contextmanager
def whole_file(path: Path, *, private: bool) -> Iterator[BinaryIO]:
    """Open a new binary file that replaces `path` when the block ends without an error.

    Args:
        private: let only the owner read the file (mode 0600). Otherwise the umask decides.

    Raises:
        OSError: the file cannot be written, or `path` is a pipe or a device. In that case `path` is unchanged, and no
            temporary file is left beside it.
    """
    with _replacing(path) as temporary, open_new(temporary, private=private) as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


@contextlib.contextmanager
def whole_path(path: Path, *, private: bool) -> Iterator[Path]:
    """Like `whole_file`, for libraries that write files themselves: give the path of an empty file that replaces `path`
    when the block ends without an error.

    Raises:
        OSError: as for `whole_file`.
    """
    with _replacing(path) as temporary:
        open_new(temporary, private=private).close()
        yield temporary
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give the path of a file that does not exist yet. It replaces `path` when the block ends, and is removed if the
    block raises an error.
    """
    if not may_be_replaced(path):
        raise OSError(errno.EINVAL, "this is a pipe or a device, not a file", str(path))
    temporary = temporary_beside(path)
    try:
        yield temporary
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_whole(path: Path, data: bytes, *, private: bool) -> None:
    """Write `data` to `path` completely or not at all; see `whole_file`."""
    with whole_file(path, private=private) as stream:
        stream.write(data)


def temporary_beside(path: Path) -> Path:
    """An unpredictable name beside `path`, for the file that will replace it."""
    return path.with_name(_TEMPORARY.format(os.urandom(8).hex()))


def clear_temporaries(folder: Path) -> None:
    """Remove the temporary files that killed writers left in `folder`, and any other file with such a name.

    Raises:
        OSError: one of them cannot be removed.
    """
    for left in folder.glob(TEMPORARY_PATTERN):
        left.unlink(missing_ok=True)


def open_new(path: Path, *, private: bool) -> BinaryIO:
    """Create a binary file for reading and writing. The file must not exist yet; a link at `path` counts as an existing
    file.

    Raises:
        FileExistsError: `path` exists.
        OSError: it cannot be created.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, PRIVATE_FILE if private else _SHARED_FILE)
    if private:
        _set_mode(descriptor, PRIVATE_FILE)  # A strict umask would restrict the owner too.
    elif _narrowed.holders:
        _set_mode(descriptor, _SHARED_FILE & ~_narrowed.users)
    return os.fdopen(descriptor, "w+b")


def may_be_replaced(path: Path) -> bool:
    """Whether `path` is a file or a link, or does not exist. Devices are excluded, because root would be able to
    replace a device.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return True
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def make_private(path: Path) -> None:
    """Deny all other users access to an existing file or folder of ours, if the file system records owners.

    If the mode cannot be changed (for example on somebody else's file, on FAT or on a network share), it stays as it
    is: an index that others can read is better than one that cannot be used.
    """
    if os.name == "nt":
        return  # A file in the user's own folder is already closed to others.
    with contextlib.suppress(OSError):
        status = path.stat()
        if status.st_mode & 0o077 and status.st_uid == os.geteuid():
            path.chmod(PRIVATE_FOLDER if stat.S_ISDIR(status.st_mode) else PRIVATE_FILE)


def make_private_folder(path: Path) -> None:
    """Create a folder, with its parents, that only its owner can enter. An existing folder stays as it is.

    Raises:
        OSError: it cannot be created.
    """
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        if os.name != "nt":
            with contextlib.suppress(OSError):
                path.chmod(PRIVATE_FOLDER)  # A strict umask would restrict the owner too.


def make_shared_folder(path: Path) -> None:
    """Create a folder, with its parents, under the user's umask. An existing folder stays as it is.

    Raises:
        OSError: it cannot be created.
    """
    if path.is_dir():
        return
    make_shared_folder(path.parent)
    path.mkdir(exist_ok=True)
    if _narrowed.holders:
        path.chmod(_SHARED_FOLDER & ~_narrowed.users)


@contextlib.contextmanager
def private_by_default(like: Path) -> Iterator[None]:
    """Deny other users access to everything that this process creates during the block.

    This is for libraries that create files themselves: DuckDB's log and spill files contain people's names, just like
    the index. If somebody opened `like` to a group on purpose, new files beside it are open to that group too. The
    umask belongs to the whole process, so concurrent blocks all use the umask that the first block set. Shared files
    and folders made by this module still follow the user's own umask.
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
    """If the system can do this, sync `folder`, so that a file that was just created in `folder` or moved into it
    survives a power cut.
    """
    if os.name == "nt":
        return  # Windows cannot do this, and does not need to.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems refuse to sync a folder; the file itself is synced already.
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _set_mode(descriptor: int, mode: int) -> None:
    if os.name != "nt":
        # File systems without owners, such as FAT, refuse.
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, mode)
