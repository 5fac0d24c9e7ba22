"""Open the SQLite database of another program for reading, without leaving a trace beside it.

- A database whose changes are all in its file is opened in its place as immutable: SQLite then takes no lock and makes
  no file. If the file changes meanwhile, `Database.changed` says so.
- A database with a journal beside it (`-wal` or `-journal`) belongs to a program that is running or has crashed.
  It is copied with its journal to a private temporary folder, and SQLite completes or takes back the changes there.
- A hostile file can neither run code nor compute for ever: views and virtual tables are refused, and each query has a
  limit on its steps and on the size of a value.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photoindex.decode.regular_file import open_regular
from photoindex.interop.photo_names import Fault

_MAGIC = b"SQLite format 3\0"
_JOURNALS = ("-wal", "-journal")
# A catalogue of a million photos takes a few GB.
_LARGEST_COPY = 16 * 1024**3
_COPIES_TRIED = 3
# How often the steps are counted.
_STEPS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a query may cost: steps of SQLite's machine, and bytes of a row.

    A million photos with their faces take a tenth of these steps, and the rows that we read have some kilobytes.
    """

    steps: int = 1_000_000_000
    row: int = 16 * 1024**2


class ForeignDatabaseError(Exception):
    """The database cannot be read; `fault` and `detail` say why."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault: Fault = fault
        self.detail = detail


def is_sqlite(path: Path) -> bool:
    """Whether a file begins like an SQLite database. Raises OSError, also for what is not a file."""
    with open_regular(path) as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


class Database:
    """An open database. Every method raises `ForeignDatabaseError` if the file is damaged or was replaced."""

    def __init__(self, connection: sqlite3.Connection, path: Path, limits: Limits) -> None:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.row)
        self._connection = connection
        self._path = path
        self._steps = limits.steps
        self._state = _state_of(path)

    @property
    def changed(self) -> bool:
        """Whether the file was changed or removed since it was opened."""
        return _state_of(self._path) != self._state

    def require(self, columns: Mapping[str, str]) -> None:
        """Check that tables exist and have the columns that are listed, separated by spaces. Case does not count.

        Raises:
            ForeignDatabaseError: one is missing, or is a view or a virtual table ("not-supported").
        """
        for table, wanted in columns.items():
            known = self.columns(table)
            missing = [column for column in wanted.split() if column.lower() not in known]
            if missing:
                raise ForeignDatabaseError("not-supported", f"no {table}.{missing[0]}")

    def columns(self, table: str) -> frozenset[str]:
        """The columns of an ordinary table in lower case; empty if it does not exist."""
        query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE"
        definition = next(self.rows(query, (table,)), None)
        # A generated column could compute anything, but only within the limits of a query.
        if definition is None or "VIRTUAL" in str(definition[0])[:32].upper():
            return frozenset()
        return frozenset(str(row[0]).lower() for row in self.rows("SELECT name FROM pragma_table_info(?)", (table,)))

    def tables(self) -> frozenset[str]:
        """The names of all ordinary tables."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL TABLE%' LIMIT 10000"
        return frozenset(str(row[0]) for row in self.rows(query))

    def rows(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        self._allow_steps()
        try:
            # Not `yield from`: an unfinished query would then be closed after its database.
            for row in self._connection.execute(query, values):  # noqa: UP028
                yield row
        except sqlite3.Error as error:
            raise _as_foreign(error) from error
        except (UnicodeError, MemoryError) as error:
            # Python decodes names of columns strictly, and SQLite believes the sizes that a damaged file states.
            raise ForeignDatabaseError("malformed", str(error)) from error

    def _allow_steps(self) -> None:
        left = iter(range(self._steps // _STEPS_AT_ONCE))
        self._connection.set_progress_handler(lambda: next(left, None) is None, _STEPS_AT_ONCE)


@contextmanager
def opened(path: Path, limits: Limits = Limits()) -> Iterator[Database]:
    """Open a database.

    Raises:
        ForeignDatabaseError: it cannot be read, is not an SQLite database, is too large to copy, or keeps changing.
    """
    with ExitStack() as stack:
        try:
            database = _opened(path, stack, limits)
        except OSError as error:
            raise ForeignDatabaseError("unreadable", error.strerror or str(error)) from error
        except sqlite3.Error as error:
            raise _as_foreign(error) from error
        yield database


def _opened(path: Path, stack: ExitStack, limits: Limits) -> Database:
    # Opened before its links are resolved: links in a circle are an OSError only here.
    if not is_sqlite(path):
        raise ForeignDatabaseError("malformed", "not an SQLite database")
    real = path.resolve(strict=True)
    if not _journals_of(real):
        return Database(stack.enter_context(closing(_connected(real, "mode=ro&immutable=1"))), real, limits)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="photoindex-", ignore_cleanup_errors=True))
    copy = _copied(real, Path(folder))
    return Database(stack.enter_context(closing(_connected(copy, "mode=rw"))), copy, limits)


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?{mode}", uri=True, check_same_thread=False)
    try:
        connection.text_factory = _text
        for setting in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _journals_of(path: Path) -> list[Path]:
    beside = [path.with_name(path.name + ending) for ending in _JOURNALS]
    return [journal for journal in beside if journal.is_file() and journal.stat().st_size]


def _copied(path: Path, folder: Path) -> Path:
    """A copy of a database and its journals, all from one moment."""
    for _ in range(_COPIES_TRIED):
        files = [path, *_journals_of(path)]
        before = [_state_of(file) for file in files]
        size = sum(file.stat().st_size for file in files)
        if size > min(_LARGEST_COPY, shutil.disk_usage(folder).free // 2):
            raise ForeignDatabaseError("too-large", f"{size:,} bytes; close the program that has it open")
        for file in files:
            shutil.copyfile(file, folder / file.name)
        if [path, *_journals_of(path)] == files and [_state_of(file) for file in files] == before:
            return folder / path.name
        for file in files:
            (folder / file.name).unlink()
    raise ForeignDatabaseError("unreadable", "it keeps changing; close the program that has it open")


def _state_of(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _as_foreign(error: sqlite3.Error) -> ForeignDatabaseError:
    """What an error of SQLite means for the user."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_TOOBIG}:
        return ForeignDatabaseError("too-large", "a query takes too long or a value is too long")
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}:
        return ForeignDatabaseError("unreadable", str(error))
    if code == sqlite3.SQLITE_ERROR:
        return ForeignDatabaseError("not-supported", str(error))
    return ForeignDatabaseError("malformed", str(error))
