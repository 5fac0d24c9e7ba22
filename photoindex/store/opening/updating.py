"""Open the index to write: bring an older one to the newest schema first, and keep a copy of what it was."""

from pathlib import Path

from photoindex.data_folder import IndexFiles, data_folder, has_data_folder
from photoindex.files import make_private
from photoindex.store.database.connection import Connection
from photoindex.store.database.migrations import NEWEST, version_of
from photoindex.store.database.notices import Tell
from photoindex.store.database.schema import FIRST_PRIVATE
from photoindex.store.opening.connecting import connect
from photoindex.store.opening.copy_before_update import keep_copy
from photoindex.store.opening.copying import copy_database
from photoindex.store.opening.distrust import brought_up_to_date
from photoindex.store.opening.waiting import Patience


def open_to_write(files: IndexFiles, tell: Tell, waiting: Patience, *, scratch: bool) -> Connection:
    """A connection to write, with the newest schema.

    Args:
        scratch: nobody else uses the file, so nothing is kept of an older one.

    Raises:
        IndexFileError: it is not an index, it is damaged, or a newer photoindex wrote it.
        StorageError: there is no space for a copy, nor for the decisions as text.
    """
    connection = connect(files.index, waiting, read_only=False)
    try:
        if not scratch and 0 < version_of(connection) < NEWEST:
            connection = _reopened_with_a_copy(connection, files, tell, waiting)
        if brought_up_to_date(connection) < FIRST_PRIVATE:
            _close_to_others(files)
    except BaseException:
        connection.close()
        raise
    return connection


def _reopened_with_a_copy(connection: Connection, files: IndexFiles, tell: Tell, waiting: Patience) -> Connection:
    """Close the connection while a copy is made, because a connection may read no other file; then open it again."""
    version = version_of(connection)
    connection.close()

    def open_again() -> Connection:
        return connect(files.index, waiting, read_only=False)

    def copy_to(copy: Path) -> object:
        return copy_database(files.index, copy, files.index, waiting)

    keep_copy(files, tell, version, copy_to, open_again)
    return open_again()


def _close_to_others(files: IndexFiles) -> None:
    """Close, once, what older versions left open to whoever the umask let in; the folder too if it is ours."""
    queue = files.queue
    for path in (files.index, files.lock, *(queue.iterdir() if queue.is_dir() else ())):
        make_private(path)
    if has_data_folder() and files.index.parent == data_folder():
        make_private(files.index.parent)
