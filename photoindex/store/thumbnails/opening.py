"""Open the file of thumbnails for one short piece of work, and make it if it does not exist.

Like the index, the file is not kept open, so it can be deleted or replaced at any time. It is a SQLite file with a
rollback journal rather than a write-ahead log, because a log needs memory that all processes share, which network disks
do not have.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from photoindex.errors import StorageError
from photoindex.files import make_private_folder, open_new

# In seconds. A writer keeps readers out only while it commits.
_READ_PATIENCE = 1.0
_WRITE_PATIENCE = 5.0

# "phth", so that `file` and SQLite's tools can tell what this is, and the version of the tables.
_APPLICATION = 0x70687468
_VERSION = 1

_SCHEMA = (
    "CREATE TABLE thumbnail (key BLOB NOT NULL UNIQUE, made_in INTEGER NOT NULL, checksum INTEGER NOT NULL, "
    "image BLOB NOT NULL)",
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value INTEGER NOT NULL)",
)

_NOT_OURS = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


class _UnusableError(sqlite3.DatabaseError):
    """The file is a database, but not one of ours, or one of another version."""


class Reader:
    """Opens the file at `path` to read it.

    If the file cannot be locked, it is read without locks: whoever reads a thumbnail compares its checksum, so that a
    concurrent write cannot do harm.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._patience = _READ_PATIENCE

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """Open the file.

        Raises:
            sqlite3.Error: there is no such file, or it cannot be read.
        """
        with closing(self._connected()) as connection:
            yield connection

    def _connected(self) -> sqlite3.Connection:
        try:
            connection = _checked(self._path, "mode=rw", self._patience)
        except _UnusableError:
            raise
        except sqlite3.Error:
            # On some file systems without locks, it looks as if another process held the lock. Only the first reader
            # waits.
            self._patience = 0.0
            return _checked(self._path, "mode=ro&immutable=1", 0.0)
        self._patience = _READ_PATIENCE
        return connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction: committed at the end, rolled back on any error. If the file does not exist, is damaged or has
    another version, it is made again, without thumbnails.

    Raises:
        StorageError: the file cannot be written or locked.
    """
    try:
        with closing(_begun(path)) as connection:
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.Error) and _is_damaged(error):
            _remove(path)
        raise StorageError(f"the thumbnails {path} cannot be written: {error}", hint="") from error


def remove_file(path: Path) -> None:
    """Remove the file and its journal, if they exist.

    Raises:
        StorageError: they cannot be removed.
    """
    try:
        _remove(path)
    except OSError as error:
        raise StorageError(f"the thumbnails {path} cannot be removed: {error.strerror or error}", hint="") from error


def _begun(path: Path) -> sqlite3.Connection:
    """A connection inside a transaction that has the lock to write."""
    try:
        return _opened_to_write(path)
    except sqlite3.DatabaseError as error:
        if not _is_damaged(error):
            raise
        _remove(path)
    return _opened_to_write(path)


def _opened_to_write(path: Path) -> sqlite3.Connection:
    make_private_folder(path.parent)
    with suppress(FileExistsError):
        # SQLite would create it with the modes of the umask. The journal gets the modes of this file.
        open_new(path, private=True).close()
    connection = _connect(path, "mode=rw", _WRITE_PATIENCE)
    try:
        # The file shrinks when something is deleted. This must be set before the first table exists.
        connection.execute("PRAGMA auto_vacuum = FULL")
        # Fewer waits for the disk while readers are kept out; a power cut can at worst cost the thumbnails.
        connection.execute("PRAGMA synchronous = NORMAL")
        # Deleted faces are overwritten, not only forgotten.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            _create(connection)
        _check(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _create(connection: sqlite3.Connection) -> None:
    for statement in (*_SCHEMA, f"PRAGMA application_id = {_APPLICATION}", f"PRAGMA user_version = {_VERSION}"):
        connection.execute(statement)


def _checked(path: Path, how: str, patience: float) -> sqlite3.Connection:
    connection = _connect(path, how, patience)
    try:
        _check(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    found = tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if found != (_APPLICATION, _VERSION):
        raise _UnusableError("it was not made by this version of photoindex")


def _connect(path: Path, how: str, patience: float) -> sqlite3.Connection:
    # As a URI, so that names with a question mark and bytes that are not text work, and no file is created.
    return sqlite3.connect(f"{path.as_uri()}?{how}", uri=True, timeout=patience, isolation_level=None)


def _is_damaged(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, _UnusableError) or (code is not None and code & 0xFF in _NOT_OURS)


def _remove(path: Path) -> None:
    for file in (path, journal_of(path)):
        file.unlink(missing_ok=True)


def journal_of(path: Path) -> Path:
    """The file with which SQLite rolls back an interrupted change."""
    return path.with_name(path.name + "-journal")


def bytes_of(path: Path) -> int:
    """The size of the file; 0 if it does not exist."""
    return path.stat().st_size if os.path.isfile(path) else 0  # noqa: PTH113 - never raises
