"""A database copied into a new file."""

from pathlib import Path

import duckdb

from photoindex.errors import PhotoIndexError
from photoindex.files import make_private
from photoindex.store.connection import Connection
from photoindex.store.translation import translate


def copy_database(connection: Connection, source: Path, target: Path) -> None:
    """Copy the database in use to a new file that only its owner can read. Every byte is read, and damage found.

    Raises:
        PhotoIndexError: the source is damaged, or the target cannot be written.
    """
    row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    try:
        connection.execute(f"ATTACH {quoted(target)} AS target")
        make_private(target)
        connection.execute(f'COPY FROM DATABASE "{str(row[0]).replace(chr(34), chr(34) * 2)}" TO target')
        connection.execute("DETACH target")
    except duckdb.Error as error:
        problem: PhotoIndexError = translate(error, target if str(target) in str(error) else source)
        raise problem from error


def quoted(path: Path) -> str:
    """A path as a text in SQL."""
    doubled = str(path).replace("'", "''")
    return f"'{doubled}'"
