"""The index file: opened for one short piece of work at a time.

DuckDB lets one process write, or several read, and shuts everybody else out meanwhile. So nobody keeps the file open:
each piece of work waits for its turn, opens it, and closes it again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext, suppress
from pathlib import Path

import duckdb

from photoindex.advice.actions import Action
from photoindex.data_folder import IndexFiles, data_folder, has_data_folder
from photoindex.errors import IndexDamagedError, IndexFileError, StorageError
from photoindex.files import make_private, make_private_folder, private_by_default
from photoindex.store.database.connection import Connection, path_literal
from photoindex.store.database.duckdb_errors import (
    cannot_be_locked,
    first_line,
    is_locked,
    translate,
    translated,
    translated_opening,
)
from photoindex.store.database.migrations import NEWEST, version_of
from photoindex.store.database.notices import CopyRead, KnownDamage, Tell, tell_nobody
from photoindex.store.database.safe_copy import allow_only, copy_rows
from photoindex.store.database.schema import FIRST_PRIVATE
from photoindex.store.database.schema_difference import Difference
from photoindex.store.decisions_file.record import record_decisions
from photoindex.store.opening.copy_before_update import keep_copy
from photoindex.store.opening.damage_note import known_damage
from photoindex.store.opening.distrust import blame_index, brought_up_to_date, refuse_planted, refuse_views
from photoindex.store.opening.index_file import copied, is_there, real_place
from photoindex.store.opening.waiting import Patience, queued

__all__ = ["DEFAULT_PATIENCE", "Connection", "Index"]

# How long one and the same process may hold the index before the others give up. Replays for 100,000 faces, and the
# copy of a large index before it is brought up to date, take some tens of seconds on a slow disk.
DEFAULT_PATIENCE = 60.0
_RETRY_EVERY = 0.05
_YOUNG_SECONDS = 2.0
# In the twelfth byte of every database ends the word by which DuckDB knows its own.
_MAGIC, _MAGIC_ENDS = b"DUCK", 12

# Extensions would be downloaded; nothing here needs one. The memory limit makes large sorts spill to disk.
_WHILE_COPYING: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
}
# An index may come from somebody else: nothing in it reads or writes other files, whatever it calls a table.
_CONFIG = _WHILE_COPYING | {"enable_external_access": "false", "lock_configuration": "true"}


class Index:
    """A photoindex index at `path`. Nothing is opened until it is used.

    Args:
        path: the DuckDB file, or a link to it.
        patience: how many seconds to wait while one and the same other process has the file open.
        command: what others are told who wait for this one.
        tell: is called with what the user should know besides.
        scratch: a file that nobody else uses, such as one that is still being made: nothing is written beside it.

    Raises:
        IndexFileError: `path` is a link that leads nowhere, or is no file but a folder, a pipe or a device.
    """

    def __init__(
        self,
        path: Path,
        *,
        patience: float = DEFAULT_PATIENCE,
        command: str = "",
        tell: Tell = tell_nobody,
        scratch: bool = False,
    ) -> None:
        self.path = real_place(path)
        self.patience = patience
        self._command = command
        self._tell = tell
        self._scratch = scratch
        self._told_of_damage = scratch
        self._told_of_copy = False
        self._whole = False

    @property
    def files(self) -> IndexFiles:
        """The names of everything that is written beside the index."""
        return IndexFiles(self.path)

    @contextmanager
    def writing(self, *, patience: float | None = None) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back on any error. Creates or migrates the index first.

        Decisions are in the decisions file, on the disk, before they are committed.

        Args:
            patience: the most seconds to wait for this piece of work, whatever others do meanwhile.

        Raises:
            IndexLockedError: another process held the file for longer than `patience`.
            IndexFileError: the file is not an index that this version can use.
            StorageError: no space, no permission.
        """
        with translated(self.path), private_by_default(like=self.path):
            is_there(self.path)
            self._say_known_damage()
            make_private_folder(self.path.parent)
            waiting = self._patience(patience)
            with self._turn(waiting), closing(self._open_to_write(waiting)) as connection:
                connection.begin()
                take_back: Callable[[], None] | None = None
                try:
                    yield connection
                    if not self._scratch:
                        take_back = record_decisions(connection, self.files, self._tell, whole=self._whole)
                    connection.commit()
                except BaseException as error:
                    # A commit that failed has ended the transaction already.
                    with suppress(duckdb.TransactionException):
                        connection.rollback()
                    if take_back is not None:
                        take_back()
                    blame_index(connection, error)
                    raise
                finally:
                    self._whole = False

    def write_decisions_whole(self) -> None:
        """Let the present piece of work write the decisions file whole, as it has added decisions from elsewhere."""
        self._whole = True

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
        with translated(self.path), private_by_default(like=self.path), ExitStack() as stack:
            self._require_file(Action.SCAN_FOLDER)
            self._say_known_damage()
            connection = self._open_in_place()
            if connection is None:
                if not self._told_of_copy:
                    self._told_of_copy = True
                    self._tell(CopyRead(self.path))
                copy = Index(stack.enter_context(copied(self.path)), scratch=True)
                connection = copy._open_in_place() or copy._open_without_lock()
            stack.callback(connection.close)
            try:
                yield connection
            except BaseException as error:
                blame_index(connection, error)
                raise

    def _open_in_place(self) -> Connection | None:
        """A connection to the index with the newest schema; None where only a copy can give one."""
        try:
            connection = self._open_to_read()
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
        return self._open_to_read()

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """A connection that only reads, at once or not at all; the index is taken as it is.

        Raises:
            IndexLockedError: another process has the file open for writing.
            IndexFileError: there is no index, or not one of the newest schema.
        """
        with translated(self.path):
            if not self.path.is_file():
                raise IndexFileError(f"there is no index at {self.path} yet")
            with translated_opening(self.path):
                connection = duckdb.connect(str(self.path), read_only=True, config=_CONFIG)
            with closing(connection):
                refuse_views(connection)
                if version_of(connection) < NEWEST:
                    raise IndexFileError(f"the index {self.path} has yet to be brought up to date")
                yield connection

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
        with translated(self.path), private_by_default(like=target), ExitStack() as stack:
            self._require_file()
            refuse_planted(self.path)
            waiting = self._patience(None)
            with self._turn(waiting):
                try:
                    return self._copied_to(target, self.path, waiting)
                except duckdb.IOException as error:
                    if not cannot_be_locked(error):
                        raise
            return self._copied_to(target, stack.enter_context(copied(self.path)), waiting)

    def _copied_to(self, target: Path, source: Path, waiting: Patience) -> list[Difference]:
        with duckdb.connect(config=_WHILE_COPYING) as connection:
            allow_only(connection, source, target)
            with translated_opening(self.path):
                self._retrying(
                    lambda: connection.execute(f"ATTACH {path_literal(source)} AS original (READ_ONLY)"), waiting
                )
            try:
                connection.execute(f"ATTACH {path_literal(target)} AS target")
                make_private(target)
                left_out = copy_rows(connection, "original", "target")
                connection.execute("USE memory")
                connection.execute("DETACH target")
            except (duckdb.ProgrammingError, duckdb.DataError) as error:
                raise IndexDamagedError(f"the index {self.path} cannot be copied: {first_line(error)}") from error
            except duckdb.Error as error:
                raise translate(error, target if str(target) in str(error) else self.path) from error
            return left_out

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Our turn, with the file as it lies on the disk: no other photoindex opens it meanwhile.

        Raises:
            IndexLockedError: another process had its turn for longer than `patience`.
        """
        with self._turn(self._patience(None)):
            yield

    def expect_damage(self) -> None:
        """Say nothing of damage that is known, to who is about to look for it or to replace the index."""
        self._told_of_damage = True

    def is_database(self) -> bool:
        """Whether the file looks like one of DuckDB, or is not there yet. Nothing is written beside other files."""
        if not self.path.exists():
            return True
        if not self.path.is_file():
            return False
        with suppress(OSError), self.path.open("rb") as stream:
            return stream.read(_MAGIC_ENDS).endswith(_MAGIC)
        return False

    def _turn(self, waiting: Patience) -> AbstractContextManager[None]:
        return nullcontext() if self._scratch or not self.is_database() else queued(self.files.queue, waiting)

    def _require_file(self, advice: Action | None = None) -> None:
        if not is_there(self.path):
            raise IndexFileError(f"there is no index at {self.path}" + (" yet" if advice else ""), advice=advice)

    def _say_known_damage(self) -> None:
        """Once a command: damage that a check found may lie where this command does not look."""
        if not self._told_of_damage:
            self._told_of_damage = True
            damage = known_damage(self.files)
            if damage is not None:
                self._tell(KnownDamage(self.path, *damage))

    def _open_to_write(self, waiting: Patience) -> Connection:
        """A connection with the newest schema. Before an older index is changed, a copy of it is kept."""
        connection = self._connect(waiting, read_only=False)
        try:
            if not self._scratch and 0 < version_of(connection) < NEWEST:
                connection = self._reopened_with_a_copy(connection, waiting)
            if brought_up_to_date(connection) < FIRST_PRIVATE:
                self._close_to_others()
        except BaseException:
            connection.close()
            raise
        return connection

    def _reopened_with_a_copy(self, connection: Connection, waiting: Patience) -> Connection:
        """Close a connection while a copy is made, since connections see no file but their own, and open it again."""
        version = version_of(connection)
        connection.close()

        def connect() -> Connection:
            return self._connect(waiting, read_only=False)

        keep_copy(self.files, self._tell, version, lambda copy: self._copied_to(copy, self.path, waiting), connect)
        return connect()

    def _open_to_read(self) -> Connection:
        """Readers queue only to open the file, so that a writer who waits is not kept out by ever new ones."""
        waiting = self._patience(None)
        with self._turn(waiting):
            return self._connect(waiting, read_only=True)

    def _open_without_lock(self) -> Connection:
        from photoindex.store.opening.lockless import open_without_lock  # fsspec takes a tenth of a second to import

        connection = open_without_lock(self.path, _WHILE_COPYING)
        try:
            refuse_views(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _patience(self, limit: float | None) -> Patience:
        return Patience(self.path, self._command, self._tell, stall=self.patience, limit=limit)

    def _connect(self, waiting: Patience, *, read_only: bool) -> Connection:
        refuse_planted(self.path)
        with translated_opening(self.path):
            connection = self._retrying(
                lambda: duckdb.connect(str(self.path), read_only=read_only, config=_CONFIG), waiting
            )
        try:
            refuse_views(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _close_to_others(self) -> None:
        """Once, what older versions made open to whoever the umask let in; the folder too if we made it."""
        queue = self.files.queue
        for path in (self.path, self.files.lock, *(queue.iterdir() if queue.is_dir() else ())):
            make_private(path)
        if has_data_folder() and self.path.parent == data_folder():
            make_private(self.path.parent)

    def _retrying(self, open_it: Callable[[], Connection], waiting: Patience) -> Connection:
        while True:
            try:
                return open_it()
            except duckdb.IOException as error:
                if is_locked(error):
                    waiting.blocked_by_duckdb(error)
                elif cannot_be_locked(error) or not (self._is_being_made() and waiting.goes_on()):
                    raise
                time.sleep(_RETRY_EVERY)

    def _is_being_made(self) -> bool:
        """Whether another process may be writing the first bytes of a new index at this moment."""
        try:
            return abs(time.time() - self.path.stat().st_mtime) < _YOUNG_SECONDS
        except OSError:
            return False
