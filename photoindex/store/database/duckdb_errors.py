"""Translate DuckDB's errors into our own errors, which tell the user what to do.

DuckDB gives no error codes, so this module matches the text of its messages, as worded in DuckDB 1.4 to 2.0.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.errors import (
    IndexDamagedError,
    IndexFileError,
    IndexLockedError,
    IndexTooNewError,
    PhotoIndexError,
    StorageError,
)
from photoindex.store.database.engine import duckdb

_LOCKED = (
    "could not set lock", "conflicting lock", "being used by another process", "file is already open",
    "unique file handle conflict",
)  # fmt: skip
# The messages with which operating systems report a file system without locks: ENOLCK, ENOTSUP, ENOSYS, EPERM.
_NO_LOCKS = ("no locks available", "locks are not supported", "function not implemented", "operation not permitted")

# Each entry holds the phrases in DuckDB's message, the class of our error, our message, and the hint and advice where
# they differ from the defaults of the class.
_KINDS: tuple[tuple[tuple[str, ...], type[PhotoIndexError], str, str | None, Sequence[Action] | None], ...] = (
    (_LOCKED, IndexLockedError, "the index {path} is in use", None, None),
    (
        ("no space left", "disk full", "not enough space", "file too large", "disk quota", "out of disk"),
        StorageError,
        "there is no space left to write the index {path}",
        None,
        None,
    ),
    (
        ("permission denied", "read-only file system", "operation not permitted", "access is denied"),
        StorageError,
        "no permission to use the index {path}",
        "Change the file's permissions.",
        [Action.NAME_ANOTHER_INDEX],
    ),
    (
        ("newer version", "can only read version", "serialization version"),
        IndexTooNewError,
        "the index {path} was written by a newer DuckDB",
        None,
        None,
    ),
    (
        ("is a directory",),
        IndexFileError,
        "{path} is a folder, not an index",
        None,
        [Action.NAME_ANOTHER_INDEX],
    ),
    (
        ("could not read enough bytes", "checksum", "corrupt"),
        IndexDamagedError,
        "the index {path} is damaged",
        None,
        None,
    ),
    (
        ("not a valid duckdb database",),
        IndexDamagedError,
        "{path} is not a photoindex index",
        "If it was one, it is damaged.",
        [Action.RESCUE_INDEX, Action.NAME_ANOTHER_INDEX],
    ),
    (
        ("out of memory", "could not allocate"),
        StorageError,
        "there is not enough memory to use the index {path}",
        "Close other programs and try again.",
        None,
    ),
)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn DuckDB's errors about the index at `path` into our errors. Add the path to our own errors."""
    try:
        yield
    except (duckdb.ProgrammingError, duckdb.DataError):
        # Our own SQL or the values passed to it are wrong; the file is not to blame.
        raise
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.Error as error:
        raise translate(error, path) from error
    except IndexFileError as error:
        if error.path == path:
            raise
        message = f"the index {path} cannot be used: {error.message}"
        raise type(error)(message, hint=error.hint, advice=error.advice, path=path) from error
    except OSError as error:
        raise StorageError(
            f"the index {path} cannot be used: {error.strerror or error}", advice=Action.NAME_ANOTHER_INDEX
        ) from error
    except RuntimeError as error:
        # DuckDB raises this on Ctrl-C during a query.
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise


@contextmanager
def translated_opening(path: Path) -> Iterator[None]:
    """Like `translated`, but only for opening the index. An error that DuckDB raises during opening is caused by the
    index file or its log.
    """
    try:
        yield
    except (duckdb.ProgrammingError, duckdb.DataError) as error:
        raise IndexDamagedError(f"the index {path} is damaged: {first_line(error)}", path=path) from error


def is_locked(error: duckdb.Error) -> bool:
    """Whether the error says that another process, or another thread of this one, has the file open."""
    return _mentions(error, _LOCKED) and not cannot_be_locked(error)


def cannot_be_locked(error: duckdb.Error) -> bool:
    """Whether the error says that the file system has no locks."""
    return isinstance(error, duckdb.IOException) and _mentions(error, _LOCKED[:1]) and _mentions(error, _NO_LOCKS)


def translate(error: duckdb.Error, path: Path) -> PhotoIndexError:
    """Our error for a DuckDB error about the database file at `path`."""
    if cannot_be_locked(error):
        return StorageError(
            f"the index {path} cannot be written: its file system has no locks, which keep two commands apart",
            hint="Move the index to another disk.",
            advice=Action.NAME_MOVED_INDEX,
        )
    for phrases, kind, message, hint, advice in _KINDS:
        if _mentions(error, phrases):
            pid = holder_in(error)
            held = f" by process {pid}" if pid else ""
            return _named(kind, f"{message.format(path=path)}{held}", path, hint, advice)
    kind = StorageError if isinstance(error, duckdb.IOException) else IndexDamagedError
    return _named(kind, f"the index {path} cannot be used: {first_line(error)}", path)


def _named(
    kind: type[PhotoIndexError],
    message: str,
    path: Path,
    hint: str | None = None,
    advice: Sequence[Action] | None = None,
) -> PhotoIndexError:
    """The error, with a message that names `path`."""
    if issubclass(kind, IndexFileError):
        return kind(message, hint=hint, advice=advice, path=path)
    return kind(message, hint=hint, advice=advice)


def holder_in(error: duckdb.Error) -> int | None:
    """The id of the process that holds the file, if DuckDB names it."""
    process = re.search(r"PID (\d+)", str(error))
    return int(process.group(1)) if process else None


def _mentions(error: duckdb.Error, phrases: tuple[str, ...]) -> bool:
    text = str(error).lower()
    return any(phrase in text for phrase in phrases)


def system_reason(error: duckdb.Error) -> str:
    """What the operating system said, if DuckDB gives its number, as in `"errno":"28"`; otherwise DuckDB's message."""
    number = re.search(r'"errno":"(\d+)"', str(error))
    return os.strerror(int(number.group(1))) if number else first_line(error)


def first_line(error: duckdb.Error) -> str:
    """DuckDB's message, without the query that follows it."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
