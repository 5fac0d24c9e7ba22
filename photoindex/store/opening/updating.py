"""Open the index for writing. An older index is first migrated to the newest schema, and a copy of its old state is
kept.
"""

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
from photoindex.store.opening.kept_engine import KeptEngine, close
from photoindex.store.opening.waiting import Patience


def open_to_write(
    files: IndexFiles, tell: Tell, waiting: Patience, *, scratch: bool, engine: KeptEngine | None = None
) -> Connection:
    """Open a connection for writing to an index with the newest schema.

    Args:
        scratch: whether nobody else uses the file. In that case, no copy of an older index is kept.
        engine: as for `connect`.

    Raises:
        IndexFileError: the file is not an index, is damaged, or was written by a newer photoindex.
        StorageError: there is space neither for a copy nor for the decisions as text.
    """
    connection = connect(files.index, waiting, read_only=False, engine=engine)
    try:
        if not scratch and 0 < version_of(connection) < NEWEST:
            connection = _reopened_with_a_copy(connection, files, tell, waiting, engine)
        if brought_up_to_date(connection) < FIRST_PRIVATE:
            _close_to_others(files)
    except BaseException:
        close(connection, engine)
        raise
    return connection


def _reopened_with_a_copy(
    connection: Connection, files: IndexFiles, tell: Tell, waiting: Patience, engine: KeptEngine | None
) -> Connection:
    """Close the connection, make a copy, and open the index again. An open connection may not read other files, so it
    cannot make the copy.
    """
    version = version_of(connection)
    close(connection, engine)

    def open_again() -> Connection:
        return connect(files.index, waiting, read_only=False, engine=engine)

    def copy_to(copy: Path) -> object:
        return copy_database(files.index, copy, files.index, waiting)

    keep_copy(files, tell, version, copy_to, open_again)
    return open_again()


def _close_to_others(files: IndexFiles) -> None:
    """Make private the files that older versions left readable to others because of the umask. Do the same to the
    folder if it is ours.

    This is done only once.
    """
    queue = files.queue
    for path in (files.index, files.lock, *(queue.iterdir() if queue.is_dir() else ())):
        make_private(path)
    if has_data_folder() and files.index.parent == data_folder():
        make_private(files.index.parent)
