"""Open a copy of an index without a lock. This is needed if even the temporary folder lies on a file system without
locks.
"""

import io
import os
import threading
from pathlib import Path
from typing import Any

from fsspec.implementations.local import LocalFileSystem

from photoindex.store.database.connection import Config, Connection
from photoindex.store.database.engine import duckdb
from photoindex.store.database.migrations import NEWEST, migrate, version_of
from photoindex.store.database.safe_copy import allow_only, copy_rows

# DuckDB locks the files that it opens itself, but not the files that it reads through a Python file system.
_SCHEME = "local"


class _Positioned(io.RawIOBase):
    """A file in which every thread has its own position, because DuckDB's threads seek in and read the same file
    concurrently.
    """

    def __init__(self, path: str) -> None:
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115, PTH123 - closed by `close`
        self._lock = threading.Lock()
        self._own = threading.local()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        before = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: os.fstat(self._file.fileno()).st_size}
        self._own.position = before[whence] + offset
        return self.tell()

    def tell(self) -> int:
        return int(getattr(self._own, "position", 0))

    def read(self, size: int | None = -1) -> bytes:
        with self._lock:
            self._file.seek(self.tell())
            data = self._file.read(-1 if size is None else size) or b""
        self._own.position = self.tell() + len(data)
        return data

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _Files(LocalFileSystem):  # type: ignore[misc]
    """The local file system, with files that concurrent threads can read."""

    def _open(self, path: str, mode: str = "rb", **_options: Any) -> Any:
        return _Positioned(path)


def open_without_lock(copy: Path, config: Config) -> Connection:
    """Open a connection that reads `copy`. No other process may write to `copy` meanwhile. An older index is migrated
    in memory.

    Raises:
        duckdb.Error: the copy cannot be read, or is not a database.
        IndexFileError: this version of photoindex cannot use the copy.
    """
    # If several copies have the same path one after another, the file cache would confuse them.
    connection = duckdb.connect(config=config | {"enable_external_file_cache": "false"})
    try:
        connection.register_filesystem(_Files(skip_instance_cache=True))
        address = f"{_SCHEME}://{copy.as_posix()}".replace("'", "''")
        connection.execute(f"ATTACH '{address}' AS original (READ_ONLY)")
        allow_only(connection)
        connection.execute("USE original")
        if version_of(connection) != NEWEST:
            copy_rows(connection, "original", "memory")
            connection.execute("USE memory")
            connection.execute("DETACH original")
            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection
