"""Writing one file so that it is there whole or not at all, and saying whose fault a failure was.

Everything is first written beside its destination as `.photoindex-<process>.part` and then moved into place. An error
on the reading side is a `PhotoError` (that photo is skipped), one on the writing side a `StorageError` (the export
stops).
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from photoindex.errors import PhotoError, StorageError

_CHUNK = 1 << 20
_PART_PATTERN = ".photoindex-*.part"


def readable(path: Path) -> str:
    """The path as text that any encoding can hold: bytes that are no UTF-8 become replacement characters."""
    return os.fsencode(path).decode("utf-8", "replace")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns an OSError of the block into a `PhotoError` about this photo."""
    try:
        yield
    except FileNotFoundError as error:
        raise PhotoError("read", "the file is no longer there") from error
    except OSError as error:
        raise PhotoError("read", f"cannot be read: {error.strerror or error}") from error


@contextlib.contextmanager
def writing(path: Path, *, hint: str | None = None) -> Iterator[None]:
    """Turns an OSError of the block into a `StorageError` that names the file."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"Cannot write {readable(path)}: {error.strerror or error}", hint=hint) from error


def write_atomically(path: Path, data: bytes, *, mtime_ns: int | None = None) -> None:
    """Puts `data` at `path`, replacing what is there; on the disk before it returns. Raises StorageError."""
    with _part_of(path) as part, writing(path):
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mtime_ns is not None:
            _keep_time(part, mtime_ns)
        part.replace(path)


def copy_atomically(source: Path, path: Path) -> None:
    """Copies the bytes and the modification time. Raises PhotoError for the source, StorageError for the copy."""
    with _part_of(path) as part:
        with contextlib.ExitStack() as stack:
            with reading(source):
                origin = stack.enter_context(source.open("rb"))
                mtime_ns = os.fstat(origin.fileno()).st_mtime_ns
            with writing(path):
                copy = stack.enter_context(part.open("xb"))
            while True:
                with reading(source):
                    chunk = origin.read(_CHUNK)
                if not chunk:
                    break
                with writing(path):
                    copy.write(chunk)
            with writing(path):
                copy.flush()
        with writing(path):
            _keep_time(part, mtime_ns)
            part.replace(path)


def link_atomically(target: str, path: Path) -> None:
    """Makes a symbolic link to an absolute `target`. Raises StorageError where the system refuses links."""
    hint = "Links are not possible here: run the command again with --update and without --link, to get copies."
    with _part_of(path) as part, writing(path, hint=hint):
        part.symlink_to(target)
        part.replace(path)


def clear_parts(folder: Path) -> None:
    """Removes what an export that was killed left unfinished in `folder`."""
    for part in folder.glob(_PART_PATTERN):
        with writing(part):
            part.unlink(missing_ok=True)


@contextlib.contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    part = path.with_name(_PART_PATTERN.replace("*", str(os.getpid())))
    with writing(path):
        part.unlink(missing_ok=True)
    try:
        yield part
    finally:
        # Gone after a success; after a failure the space it takes is needed, and its own error must not be hidden.
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _keep_time(path: Path, mtime_ns: int) -> None:
    # A file system that cannot hold this time (FAT begins in 1980) keeps its own.
    with contextlib.suppress(OSError, OverflowError):
        os.utime(path, ns=(mtime_ns, mtime_ns))
