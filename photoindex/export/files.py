"""Write one file completely or not at all, and distinguish reading errors from writing errors.

Files are written with `photoindex.files`. A reading error becomes a `NotExportedError` (the photo is skipped); a
writing error becomes a `StorageError` (the export stops). Exports are meant to be shown to others, so the user's umask
decides who may read them.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from photoindex.errors import StorageError
from photoindex.export.records import NotExportedError
from photoindex.files import clear_temporaries, temporary_beside, whole_file

if TYPE_CHECKING:
    from photoindex.advice.every import AnyAdvice

_CHUNK = 1 << 20


def readable(path: Path) -> str:
    """The path as text that any encoding can hold: bytes that are not UTF-8 become replacement characters."""
    return os.fsencode(path).decode("utf-8", "replace")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into a `NotExportedError` about this photo."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotExportedError("missing") from error
    except OSError as error:
        raise NotExportedError("unreadable", error.strerror or str(error)) from error


@contextlib.contextmanager
def writing(path: Path, *, hint: str | None = None, advice: "AnyAdvice | None" = None) -> Iterator[None]:
    """Turn an OSError of the block into a `StorageError` that names the file."""
    try:
        yield
    except OSError as error:
        message = f"Cannot write {readable(path)}: {error.strerror or error}"
        raise StorageError(message, hint=hint, advice=advice) from error


def write_atomically(path: Path, data: bytes, *, mtime_ns: int | None = None, private: bool = False) -> None:
    """Write `data` to `path`, replacing any file there. The data is on the disk when this returns. Raises StorageError.

    Args:
        private: only the owner may read the file, whatever the umask.
    """
    with writing(path), whole_file(path, private=private) as file:
        file.write(data)
        if mtime_ns is not None:
            keep_time(file, mtime_ns)


def copy_atomically(source: Path, path: Path, mtime_ns: int | None = None) -> None:
    """Copy the bytes and, unless another one is given, the modification time. Raises PhotoError for the source,
    StorageError for the copy.
    """
    with contextlib.ExitStack() as stack:
        with reading(source):
            origin = stack.enter_context(source.open("rb"))
            mtime_ns = os.fstat(origin.fileno()).st_mtime_ns if mtime_ns is None else mtime_ns
        # A PhotoError passes through `writing` unchanged.
        stack.enter_context(writing(path))
        copy = stack.enter_context(whole_file(path, private=False))
        while True:
            with reading(source):
                chunk = origin.read(_CHUNK)
            if not chunk:
                break
            copy.write(chunk)
        keep_time(copy, mtime_ns)


def link_atomically(target: str, path: Path, advice: "AnyAdvice") -> None:
    """Make a symbolic link to `target`. Raises StorageError, with this advice, if the system refuses links."""
    part = temporary_beside(path)
    with writing(path, hint="Links cannot be made here.", advice=advice):
        part.symlink_to(target)
        try:
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise


def clear_parts(folder: Path) -> None:
    """Remove the unfinished files that a killed export left in `folder`."""
    with writing(folder):
        clear_temporaries(folder)


def keep_time(file: BinaryIO, mtime_ns: int) -> None:
    """Set the modification time of a file that is being written, if the file system can hold it."""
    file.flush()
    # If the file system cannot store this time (FAT begins in 1980), the file keeps its own. A path is passed because
    # some systems accept nothing else.
    with contextlib.suppress(OSError, OverflowError):
        os.utime(file.fileno() if os.utime in os.supports_fd else file.name, ns=(mtime_ns, mtime_ns))
