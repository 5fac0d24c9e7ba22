"""The index file: opened for one short piece of work at a time.

DuckDB lets one process write, or several read, and shuts everybody else out meanwhile. So nobody keeps the file open:
each piece of work opens it, waiting its turn with a bounded retry, and closes it again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from photoindex.errors import IndexDamagedError, IndexFileError, PhotoIndexError
from photoindex.files import make_private, make_private_folder, private_by_default
from photoindex.models.places import data_folder
from photoindex.store.catalogue import Difference, database_in_use, expected
from photoindex.store.migrations import NEWEST, migrate, version_of
from photoindex.store.safe_copy import allow_only, check_catalogue, copy_rows
from photoindex.store.schema import FIRST_PRIVATE, FIRST_TABLES
from photoindex.store.translation import first_line, is_locked, translate, translated
from photoindex.store.values import refuse_values

Connection = duckdb.DuckDBPyConnection

# Long enough to sit out the writes of a running scan, which hold the file for well under a second each.
DEFAULT_PATIENCE = 10.0
_RETRY_EVERY = 0.05
_YOUNG_SECONDS = 2.0

# Extensions would be downloaded; nothing here needs one. The memory limit makes large sorts spill to disk.
_WHILE_COPYING: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
}
# An index may come from somebody else: nothing in it reads or writes other files, whatever it calls a table.
_CONFIG = _WHILE_COPYING | {"enable_external_access": "false", "lock_configuration": "true"}

_ROW_NUMBERS = " UNION ALL ".join(f"(SELECT rowid FROM {table} LIMIT 0)" for table in FIRST_TABLES)


class Index:
    """A photoindex index at `path`. Nothing is opened until it is used.

    Args:
        path: the DuckDB file.
        patience: how many seconds to wait for another process that has the file open.
    """

    def __init__(self, path: Path, *, patience: float = DEFAULT_PATIENCE) -> None:
        self.path = path
        self.patience = patience

    @contextmanager
    def writing(self, *, patience: float | None = None) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back on any error. Creates or migrates the index first.

        `patience` replaces the index's own for this piece of work.

        Raises:
            IndexLockedError: another process held the file for longer than `patience`.
            IndexFileError: the file is not an index that this version can use.
            StorageError: no space, no permission.
        """
        with translated(self.path), private_by_default(like=self.path):
            make_private_folder(self.path.parent)
            connection = self._connect(read_only=False, patience=patience)
            try:
                if _brought_up_to_date(connection) < FIRST_PRIVATE:
                    self._close_to_others()
                connection.begin()
                try:
                    yield connection
                except BaseException as error:
                    connection.rollback()
                    _blame_index(connection, error)
                    raise
                connection.commit()
            finally:
                connection.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads; other readers may work at the same time.

        Raises:
            IndexFileError: there is no index yet, or not one that this version can use.
            IndexLockedError: another process held the file for longer than `patience`.
        """
        with translated(self.path), private_by_default(like=self.path):
            if not self.path.exists():
                raise IndexFileError(
                    f"there is no index at {self.path} yet", hint="Make one with `photoindex scan FOLDER`."
                )
            connection = self._connect(read_only=True)
            try:
                if version_of(connection) < NEWEST:
                    connection.close()
                    with self.writing():
                        pass  # Writers migrate first.
                    connection = self._connect(read_only=True)
                try:
                    yield connection
                except BaseException as error:
                    _blame_index(connection, error)
                    raise
            finally:
                connection.close()

    def copy_to(self, target: Path) -> list[Difference]:
        """Write what is committed to a new, compact database file: the rows of every table, and nothing else.

        Every byte of the index is read, and damage found. Writers wait meanwhile: half a second for 300,000 faces.

        Returns:
            What was left out because no index has it: views, macros, tables and columns of somebody else.

        Raises:
            IndexFileError: there is no index, or it is not one, or it is damaged.
            IndexLockedError: another process held the file for longer than `patience`.
            StorageError: the target cannot be written.
        """
        with translated(self.path), private_by_default(like=target):
            if not self.path.exists():
                raise IndexFileError(f"there is no index at {self.path}")
            _refuse_planted(self.path)
            with duckdb.connect(config=_WHILE_COPYING) as connection:
                allow_only(connection, self.path, target)
                attach = f"ATTACH {_text(self.path)} AS original (READ_ONLY)"
                self._retrying(lambda: connection.execute(attach), self.patience)
                try:
                    connection.execute(f"ATTACH {_text(target)} AS target")
                    left_out = copy_rows(connection, "original", "target")
                    connection.execute("USE memory")
                    connection.execute("DETACH target")
                except (duckdb.ProgrammingError, duckdb.DataError) as error:
                    raise IndexDamagedError(f"the index {self.path} cannot be copied: {first_line(error)}") from error
                except duckdb.Error as error:
                    raise translate(error, target if str(target) in str(error) else self.path) from error
                return left_out

    def _connect(self, *, read_only: bool, patience: float | None = None) -> Connection:
        _refuse_planted(self.path)
        connection = self._retrying(
            lambda: duckdb.connect(str(self.path), read_only=read_only, config=_CONFIG),
            self.patience if patience is None else patience,
        )
        try:
            _refuse_views(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _close_to_others(self) -> None:
        """Once, what older versions made open to whoever the umask let in; the folder too if we made it."""
        for path in (self.path, self.path.with_name(f"{self.path.name}.lock")):
            make_private(path)
        if self.path.parent == data_folder():
            make_private(self.path.parent)

    def _retrying(self, open_it: Callable[[], Connection], patience: float) -> Connection:
        deadline = time.monotonic() + patience
        while True:
            try:
                return open_it()
            except duckdb.IOException as error:
                if not (is_locked(error) or self._is_being_made()) or time.monotonic() >= deadline:
                    raise
                time.sleep(_RETRY_EVERY)

    def _is_being_made(self) -> bool:
        """Whether another process may be writing the first bytes of a new index at this moment."""
        try:
            return abs(time.time() - self.path.stat().st_mtime) < _YOUNG_SECONDS
        except OSError:
            return False


def _text(path: Path) -> str:
    doubled = str(path).replace("'", "''")
    return f"'{doubled}'"


def _refuse_planted(path: Path) -> None:
    """DuckDB writes its log through a link that somebody put in its place, over whatever that leads to."""
    for beside in (path.with_name(f"{path.name}.wal"), path.with_name(f"{path.name}.tmp")):
        if beside.is_symlink():
            raise IndexFileError(
                f"{beside} is a link, which photoindex never makes",
                hint="Find out who made it, and remove it; better keep the index where only you can write.",
            )


def _refuse_views(connection: Connection) -> None:
    """A view in the place of a table shows whatever its maker wants, or never ends."""
    try:
        # Only stored tables number their rows. Asking so takes a millisecond, and the list of views five.
        connection.execute(_ROW_NUMBERS)
        return
    except duckdb.Error:
        # A view, or an index that has no tables yet.
        rows = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    for (name,) in rows:
        if name in expected(NEWEST).tables:
            raise IndexDamagedError(f"what should be its table {name} is a view")


def _brought_up_to_date(connection: Connection) -> int:
    """Migrate, and give the version that the index had."""
    try:
        return migrate(connection)
    except (duckdb.ProgrammingError, duckdb.DataError) as error:
        raise IndexDamagedError("its tables are not those of the version that it says it has") from error


def _blame_index(connection: Connection, error: BaseException) -> None:
    """Raise IndexDamagedError if an error that nobody foresaw comes from tables or values that no index has."""
    if not isinstance(error, Exception) or isinstance(error, PhotoIndexError | OSError | duckdb.OperationalError):
        return
    with suppress(duckdb.Error):
        try:
            version, _ = check_catalogue(connection, database_in_use(connection))
            refuse_values(connection, version)
        except IndexFileError as wrong:
            raise wrong from error
