"""The index file: opened for one short piece of work at a time.

DuckDB lets one process write, or several read, and shuts everybody else out meanwhile. So nobody keeps the file open:
each piece of work opens it, waiting its turn with a bounded retry, and closes it again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from photoindex.errors import IndexFileError, StorageError
from photoindex.store.index_file import copied, is_there, real_place
from photoindex.store.lockless import attach_without_lock, open_without_lock
from photoindex.store.migrations import NEWEST, migrate, version_of
from photoindex.store.translation import cannot_be_locked, is_locked, translate, translated

Connection = duckdb.DuckDBPyConnection

# Long enough to sit out the writes of a running scan, which hold the file for well under a second each.
DEFAULT_PATIENCE = 10.0
_RETRY_EVERY = 0.05
_YOUNG_SECONDS = 2.0

# Extensions would be downloaded; nothing here needs one. The memory limit makes large sorts spill to disk.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
}


class Index:
    """A photoindex index at `path`. Nothing is opened until it is used.

    Args:
        path: the DuckDB file, or a link to it.
        patience: how many seconds to wait for another process that has the file open.
        on_copy: called when an index that cannot be used where it lies is read from a copy.

    Raises:
        IndexFileError: `path` is a link that leads nowhere, or is no file but a folder, a pipe or a device.
    """

    def __init__(
        self, path: Path, *, patience: float = DEFAULT_PATIENCE, on_copy: Callable[[Path], None] | None = None
    ) -> None:
        self.path = real_place(path)
        self.patience = patience
        self._on_copy = on_copy

    @contextmanager
    def writing(self, *, patience: float | None = None) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back on any error. Creates or migrates the index first.

        `patience` replaces the index's own for this piece of work.

        Raises:
            IndexLockedError: another process held the file for longer than `patience`.
            IndexFileError: the file is not an index that this version can use.
            StorageError: no space, no permission.
        """
        with translated(self.path):
            is_there(self.path)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connect(read_only=False, patience=patience)
            try:
                migrate(connection)
                connection.begin()
                try:
                    yield connection
                except BaseException:
                    connection.rollback()
                    raise
                connection.commit()
            finally:
                connection.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads; other readers may work at the same time.

        An older index that cannot be written, and one on a file system without locks, is read from a copy that is
        gone afterwards.

        Raises:
            IndexFileError: there is no index yet, or not one that this version can use.
            IndexLockedError: another process held the file for longer than `patience`.
            StorageError: it cannot be read, or a copy is needed and there is no space for it.
        """
        with translated(self.path), ExitStack() as stack:
            if not is_there(self.path):
                raise IndexFileError(
                    f"there is no index at {self.path} yet", hint="Make one with `photoindex scan FOLDER`."
                )
            connection = self._open_in_place()
            if connection is None:
                if self._on_copy is not None:
                    self._on_copy(self.path)
                copy = stack.enter_context(copied(self.path))
                connection = Index(copy, patience=0)._open_in_place() or open_without_lock(copy, _CONFIG)  # noqa: SLF001
            stack.callback(connection.close)
            yield connection

    def _open_in_place(self) -> Connection | None:
        """A connection to the index with the newest schema; None where only a copy can give one."""
        try:
            connection = self._connect(read_only=True)
        except duckdb.IOException as error:
            if cannot_be_locked(error):
                return None
            raise
        try:
            if version_of(connection) == NEWEST:
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
        try:
            with self.writing():
                pass  # Writers migrate first.
        except StorageError:
            return None
        return self._connect(read_only=True)

    def copy_to(self, target: Path) -> None:
        """Write what is committed to a new, compact database file. Every byte of the index is read, and damage found.

        Writers wait meanwhile: half a second for 300,000 faces.

        Raises:
            IndexFileError: there is no index, or it is not one, or it is damaged.
            IndexLockedError: another process held the file for longer than `patience`.
            StorageError: the target cannot be written.
        """
        with translated(self.path):
            if not is_there(self.path):
                raise IndexFileError(f"there is no index at {self.path}")
            with duckdb.connect(config=_CONFIG) as connection, ExitStack() as stack:
                try:
                    self._retrying(lambda: connection.execute(_attach(self.path)), self.patience)
                except duckdb.IOException as error:
                    if not cannot_be_locked(error):
                        raise
                    attach_without_lock(connection, stack.enter_context(copied(self.path)), "original")
                connection.execute("USE original")
                version_of(connection)
                try:
                    connection.execute(f"ATTACH {_quoted(target)} AS target")
                    connection.execute("COPY FROM DATABASE original TO target")
                    connection.execute("USE memory")
                    connection.execute("DETACH target")
                except duckdb.Error as error:
                    raise translate(error, target if str(target) in str(error) else self.path) from error

    def _connect(self, *, read_only: bool, patience: float | None = None) -> Connection:
        return self._retrying(
            lambda: duckdb.connect(str(self.path), read_only=read_only, config=_CONFIG),
            self.patience if patience is None else patience,
        )

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


def _attach(path: Path) -> str:
    return f"ATTACH {_quoted(path)} AS original (READ_ONLY)"


def _quoted(path: Path) -> str:
    doubled = str(path).replace("'", "''")
    return f"'{doubled}'"
