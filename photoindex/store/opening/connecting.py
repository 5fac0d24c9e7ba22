"""Connect to the index file with DuckDB, and wait while another process has it open."""

import time
from collections.abc import Callable
from pathlib import Path

from photoindex.store.database.connection import Config, Connection, path_literal
from photoindex.store.database.duckdb_errors import cannot_be_locked, is_locked, translated_opening
from photoindex.store.database.engine import duckdb
from photoindex.store.opening.distrust import refuse_planted, refuse_views
from photoindex.store.opening.kept_engine import KeptEngine, close
from photoindex.store.opening.waiting import Patience

_RETRY_EVERY = 0.05
_YOUNG_SECONDS = 2.0

WHILE_COPYING: Config = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
}
"""Extensions are turned off: they would be downloaded, and none is needed. Because of the memory limit, large sorts
spill to disk.
"""

# The index may come from somebody else. Nothing in the index may read or write other files, whatever the names of its
# tables really stand for.
RESTRICTED = WHILE_COPYING | {"enable_external_access": "false", "lock_configuration": "true"}

# A DuckDB that stays loaded does many small pieces of work. With one thread, these are a tenth faster, and 10 MB less
# stays in memory.
KEPT = RESTRICTED | {"threads": 1}


def connect(path: Path, waiting: Patience, *, read_only: bool, engine: KeptEngine | None = None) -> Connection:
    """Open the index as soon as no other process has it open. The index may have any version and is not migrated.

    Args:
        engine: a DuckDB that is loaded already. The connection has to be closed by it.

    Raises:
        IndexLockedError: another process kept it open for too long.
        IndexFileError: the index is damaged, or somebody has planted a file beside it.
        duckdb.Error: DuckDB cannot open it.
    """
    refuse_planted(path)
    with translated_opening(path):
        connection = retrying(
            lambda: (
                engine.open(read_only=read_only)
                if engine is not None
                else duckdb.connect(str(path), read_only=read_only, config=RESTRICTED)
            ),
            path,
            waiting,
        )
    return _without_views(connection, engine)


def connect_now(path: Path) -> Connection:
    """Open the index for reading, without waiting.

    Raises:
        IndexDamagedError: the index is damaged.
        duckdb.Error: another process has it open for writing, or DuckDB cannot open it.
    """
    with translated_opening(path):
        connection = duckdb.connect(str(path), read_only=True, config=RESTRICTED)
    return _without_views(connection)


def connect_without_lock(path: Path) -> Connection:
    """Open a copy that no other process uses, on a file system without locks."""
    from photoindex.store.opening.lockless import open_without_lock  # brings fsspec, which is rarely needed

    return _without_views(open_without_lock(path, WHILE_COPYING))


def attach_original(connection: Connection, source: Path, index: Path, waiting: Patience) -> None:
    """Attach the database `source` for reading, under the name "original". Error messages name `index`."""
    statement = f"ATTACH {path_literal(source)} AS original (READ_ONLY)"
    with translated_opening(index):
        retrying(lambda: connection.execute(statement), index, waiting)


def retrying(open_it: Callable[[], Connection], path: Path, waiting: Patience) -> Connection:
    """Call `open_it` until the file is free.

    Raises:
        IndexLockedError: the file was not free in time.
        duckdb.IOException: the file cannot be opened for another reason.
    """
    while True:
        try:
            return open_it()
        except duckdb.Error as error:
            if is_locked(error):
                waiting.blocked_by_duckdb(error)
            elif (
                not isinstance(error, duckdb.IOException)
                or cannot_be_locked(error)
                or not (_is_being_made(path) and waiting.goes_on())
            ):
                raise
            time.sleep(_RETRY_EVERY)


def _without_views(connection: Connection, engine: KeptEngine | None = None) -> Connection:
    try:
        refuse_views(connection)
    except BaseException:
        close(connection, engine)
        raise
    return connection


def _is_being_made(path: Path) -> bool:
    """Whether another process may currently be writing the first bytes of a new index."""
    try:
        return abs(time.time() - path.stat().st_mtime) < _YOUNG_SECONDS
    except OSError:
        return False
