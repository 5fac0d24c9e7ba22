"""Open the index file for one short piece of work at a time.

DuckDB lets either one process write or several processes read, and locks out all other processes. So no process keeps
the file open: each piece of work waits for its turn, opens the file, and closes it again.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext, suppress
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.data_folder import IndexFiles
from photoindex.domain.damage import Damage
from photoindex.errors import IndexFileError, StorageError
from photoindex.files import make_private_folder, private_by_default
from photoindex.store.database.connection import Connection
from photoindex.store.database.duckdb_errors import cannot_be_locked, translated
from photoindex.store.database.engine import duckdb
from photoindex.store.database.migrations import NEWEST, version_of
from photoindex.store.database.notices import CopyRead, KnownDamage, Tell, tell_nobody
from photoindex.store.decisions_file.record import record_decisions
from photoindex.store.opening.connecting import KEPT, connect, connect_now, connect_without_lock
from photoindex.store.opening.copying import copy_database
from photoindex.store.opening.damage_note import known_damage
from photoindex.store.opening.distrust import blame_index, is_database, refuse_planted
from photoindex.store.opening.index_file import copied, file_exists, real_path
from photoindex.store.opening.kept_engine import KeptEngine, close
from photoindex.store.opening.updating import open_to_write
from photoindex.store.opening.waiting import Patience, queued
from photoindex.store.tables.generation import names_pending, renew_generation

# In seconds. On a slow disk, it takes some tens of seconds to replay the decisions for 100,000 faces, or to make the
# copy before an update.
DEFAULT_PATIENCE = 60.0

Finish = Callable[[Connection], None]


class Index:
    """A photoindex index. The file is not opened until the index is used.

    Args:
        path: the DuckDB file, or a link to it.
        patience: the number of seconds to wait while the same other process keeps the file open.
        command: the name of this command, which other commands show while they wait for it.
        tell: is called with notices for the user.
        finish: works out the names that an earlier decision left for later, before anything is read.
        scratch: whether nobody else uses the file, for example because it is still being made. In that case, nothing is
            written beside the file.
        keep_engine: whether DuckDB stays loaded between pieces of work, for a process that stays open. Threads then
            have to take turns.

    Raises:
        IndexFileError: `path` is a broken link, or it is a folder, a pipe or a device instead of a file.
    """

    def __init__(
        self,
        path: Path,
        *,
        patience: float = DEFAULT_PATIENCE,
        command: str = "",
        tell: Tell = tell_nobody,
        scratch: bool = False,
        finish: Finish | None = None,
        keep_engine: bool = False,
    ) -> None:
        self.path = real_path(path)
        self.patience = patience
        self._command = command
        self._tell = tell
        self._scratch = scratch
        self._finish = finish
        self._engine = KeptEngine(self.path, KEPT) if keep_engine else None
        self._told_of_damage = scratch
        self._told_of_copy = False
        self._whole = False
        self.generation: str | None = None
        """The generation that this object gave the index when it last wrote to it; None if it has not written."""

    @property
    def files(self) -> IndexFiles:
        """The names of all files beside the index."""
        return IndexFiles(self.path)

    @contextmanager
    def writing(self, *, patience: float | None = None) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back on any error. Creates or migrates the index first.

        Decisions are written to the decisions file and synced to the disk before they are committed.

        Args:
            patience: the maximum number of seconds to wait for this piece of work, whatever other processes do
                meanwhile.

        Raises:
            IndexLockedError: another process held the file for longer than `patience`.
            IndexFileError: the file is not an index that this version can use.
            StorageError: there is no space or no permission.
        """
        with translated(self.path), private_by_default(like=self.path):
            file_exists(self.path)
            self._tell_known_damage()
            make_private_folder(self.path.parent)
            waiting = self._patience(patience)
            with self._turn(waiting), self._closing(self._writable(waiting)) as connection:
                connection.begin()
                take_back: Callable[[], None] | None = None
                try:
                    yield connection
                    generation = renew_generation(connection)
                    if not self._scratch:
                        take_back = record_decisions(connection, self.files, self._tell, whole=self._whole)
                    connection.commit()
                    self.generation = generation
                except BaseException as error:
                    # If the commit failed, the transaction has already ended.
                    with suppress(duckdb.TransactionException):
                        connection.rollback()
                    if take_back is not None:
                        take_back()
                    blame_index(connection, error)
                    raise
                finally:
                    self._whole = False

    def write_decisions_whole(self) -> None:
        """Make the current piece of work rewrite the whole decisions file, because it has added decisions from
        elsewhere.
        """
        self._whole = True

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection that only reads. Other readers may work at the same time.

        A temporary copy is read instead if the index has an older version and cannot be written, or if its file system
        has no locks.

        Raises:
            IndexFileError: the index does not exist yet, or this version cannot use it.
            IndexLockedError: another process held the file for longer than `patience`.
            StorageError: the index cannot be read, or a copy is needed and there is no space for it.
        """
        with translated(self.path), private_by_default(like=self.path), ExitStack() as stack:
            self._require_file(Action.SCAN_FOLDER)
            self._tell_known_damage()
            connection = self._open_original()
            if connection is None:
                if not self._told_of_copy:
                    self._tell(CopyRead(self.path))
                self._told_of_copy = True
                copy = Index(stack.enter_context(copied(self.path)), scratch=True)
                connection = copy._open_original() or connect_without_lock(copy.path)
                stack.callback(connection.close)
            else:
                stack.callback(close, connection, self._engine)
            try:
                yield connection
            except BaseException as error:
                blame_index(connection, error)
                raise

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """Open a connection that only reads, either immediately or not at all. This method neither waits for the index
        nor migrates it.

        Raises:
            IndexLockedError: another process has the file open for writing.
            IndexFileError: the index does not exist, or does not have the newest schema.
        """
        with translated(self.path):
            self._require_file(Action.SCAN_FOLDER)
            with closing(connect_now(self.path)) as connection:
                if version_of(connection) < NEWEST:
                    raise IndexFileError(f"the index {self.path} has yet to be brought up to date", path=self.path)
                yield connection

    def copy_to(self, target: Path) -> list[Damage]:
        """Write all committed data to a new, compact database file. The new file gets the rows of every table and
        nothing else.

        Every byte of the index is read, so any damage is found. Writers have to wait meanwhile. For 300,000 faces, this
        takes half a second.

        Returns:
            The objects that were left out because they do not belong in an index: views, macros, and unknown tables and
            columns.

        Raises:
            IndexFileError: the index does not exist, is not an index, or is damaged.
            IndexLockedError: another process held the file for longer than `patience`.
            StorageError: the target cannot be written.
        """
        with translated(self.path), private_by_default(like=target), ExitStack() as stack:
            self._require_file()
            refuse_planted(self.path)
            waiting = self._patience(None)
            with self._turn(waiting):
                try:
                    return copy_database(self.path, target, self.path, waiting)
                except duckdb.IOException as error:
                    if not cannot_be_locked(error):
                        raise
            return copy_database(stack.enter_context(copied(self.path)), target, self.path, waiting)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Take our turn without opening the file. No other photoindex process opens the index until the block ends.

        Raises:
            IndexLockedError: another process kept its turn for longer than `patience`.
        """
        with self._turn(self._patience(None)):
            yield

    def require(self) -> None:
        """Check that there is an index, before a write would create one.

        Raises:
            IndexFileError: the index does not exist yet.
        """
        with translated(self.path):
            self._require_file(Action.SCAN_FOLDER)

    def expect_damage(self) -> None:
        """Do not report known damage: the caller is about to look for damage, or to replace the index."""
        self._told_of_damage = True

    def is_database(self) -> bool:
        """Whether the file looks like a DuckDB database, or does not exist yet."""
        return is_database(self.path)

    def _open_original(self) -> Connection | None:
        """A connection to the index, which has the newest schema. None if only a copy can be read."""
        try:
            connection = self._open_to_read()
        except duckdb.IOException as error:
            if cannot_be_locked(error):
                return None
            raise
        try:
            newest = version_of(connection) == NEWEST
            finish = self._finish if newest and self._finish and names_pending(connection) else None
            if newest and finish is None:
                return connection
        except BaseException:
            close(connection, self._engine)
            raise
        close(connection, self._engine)
        try:
            with self.writing() as writable:  # A writer migrates the index first.
                if finish is not None and names_pending(writable):
                    finish(writable)
        except StorageError:
            return self._open_to_read() if newest else None
        return self._open_to_read()

    def _writable(self, waiting: Patience) -> Connection:
        return open_to_write(self.files, self._tell, waiting, scratch=self._scratch, engine=self._engine)

    @contextmanager
    def _closing(self, connection: Connection) -> Iterator[Connection]:
        try:
            yield connection
        finally:
            close(connection, self._engine)

    def _open_to_read(self) -> Connection:
        # Readers queue only to open the file, so that a stream of new readers does not keep a writer waiting.
        waiting = self._patience(None)
        with self._turn(waiting):
            return connect(self.path, waiting, read_only=True, engine=self._engine)

    def _turn(self, waiting: Patience) -> AbstractContextManager[None]:
        # Nothing is written beside a file that is not a database, not even a queue.
        return nullcontext() if self._scratch or not self.is_database() else queued(self.files.queue, waiting)

    def _require_file(self, advice: Action | None = None) -> None:
        if not file_exists(self.path):
            message = f"there is no index at {self.path}" + (" yet" if advice else "")
            raise IndexFileError(message, advice=advice, path=self.path)

    def _tell_known_damage(self) -> None:
        """Report known damage once per command, because this command may not read the damaged part."""
        damage = None if self._told_of_damage else known_damage(self.files)
        self._told_of_damage = True
        if damage is not None:
            self._tell(KnownDamage(self.path, *damage))

    def _patience(self, limit: float | None) -> Patience:
        return Patience(self.path, self._command, self._tell, stall=self.patience, limit=limit)
