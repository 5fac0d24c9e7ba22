"""Writing one file so that it is there whole or not at all, and saying whose fault a failure was.

Files are written as `photoindex.files` does it. A failure to read is a `NotExportedError` (the photo is skipped), a
failure to write a `StorageError` (the export stops). What is exported is made to be shown to others, so the user's
umask decides who may read it.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from photoindex.advice.actions import Action
from photoindex.errors import StorageError
from photoindex.export.records import NotExportedError
from photoindex.files import clear_temporaries, temporary_beside, whole_file

if TYPE_CHECKING:
    from photoindex.advice.every import Advices

_CHUNK = 1 << 20


def readable(path: Path) -> str:
    """The path as text that any encoding can hold: bytes that are no UTF-8 become replacement characters."""
    return os.fsencode(path).decode("utf-8", "replace")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns an OSError of the block into a `NotExportedError` about this photo."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotExportedError("missing") from error
    except OSError as error:
        raise NotExportedError("unreadable", error.strerror or str(error)) from error


@contextlib.contextmanager
def writing(path: Path, *, hint: str | None = None, advice: "Advices | None" = None) -> Iterator[None]:
    """Turns an OSError of the block into a `StorageError` that names the file."""
    try:
        yield
    except OSError as error:
        message = f"Cannot write {readable(path)}: {error.strerror or error}"
        raise StorageError(message, hint=hint, advice=advice) from error


def write_atomically(path: Path, data: bytes, *, mtime_ns: int | None = None, private: bool = False) -> None:
    """Puts `data` at `path`, replacing what is there; on the disk before it returns. Raises StorageError.

    Args:
        private: only the owner may read it, whatever the umask.
    """
    with writing(path), whole_file(path, private=private) as file:
        file.write(data)
        if mtime_ns is not None:
            _keep_time(file, mtime_ns)


def copy_atomically(source: Path, path: Path) -> None:
    """Copies the bytes and the modification time. Raises PhotoError for the source, StorageError for the copy."""
    with contextlib.ExitStack() as stack:
        with reading(source):
            origin = stack.enter_context(source.open("rb"))
            mtime_ns = os.fstat(origin.fileno()).st_mtime_ns
        # A PhotoError passes through `writing` as it is.
        stack.enter_context(writing(path))
        copy = stack.enter_context(whole_file(path, private=False))
        while True:
            with reading(source):
                chunk = origin.read(_CHUNK)
            if not chunk:
                break
            copy.write(chunk)
        _keep_time(copy, mtime_ns)


def link_atomically(target: str, path: Path) -> None:
    """Makes a symbolic link to an absolute `target`. Raises StorageError where the system refuses links."""
    part = temporary_beside(path)
    with writing(path, hint="Links are not possible here.", advice=Action.EXPORT_COPIES):
        part.symlink_to(target)
        try:
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise


def clear_parts(folder: Path) -> None:
    """Removes what an export that was killed left unfinished in `folder`."""
    with writing(folder):
        clear_temporaries(folder)


def _keep_time(file: BinaryIO, mtime_ns: int) -> None:
    file.flush()
    # A file system that cannot hold this time (FAT begins in 1980) keeps its own; some systems only know paths.
    with contextlib.suppress(OSError, OverflowError):
        os.utime(file.fileno() if os.utime in os.supports_fd else file.name, ns=(mtime_ns, mtime_ns))
