"""Copy the rows of an index into a new, compact database file."""

from pathlib import Path

from photoindex.domain.damage import Damage
from photoindex.errors import IndexDamagedError
from photoindex.files import make_private
from photoindex.store.database.connection import path_literal
from photoindex.store.database.duckdb_errors import first_line, translate
from photoindex.store.database.engine import duckdb
from photoindex.store.database.safe_copy import allow_only, copy_rows
from photoindex.store.opening.connecting import WHILE_COPYING, attach_original
from photoindex.store.opening.waiting import Patience


def copy_database(source: Path, target: Path, index: Path, waiting: Patience) -> list[Damage]:
    """Copy every row of `source` to the new database `target`. `source` is the index, or a copy of it.

    Returns:
        The objects that were left out because they do not belong in an index: views, macros, and unknown tables and
        columns.

    Raises:
        IndexDamagedError: the source cannot be read to its end. The message names `index`.
        StorageError: the target cannot be written.
    """
    with duckdb.connect(config=WHILE_COPYING) as connection:
        allow_only(connection, source, target)
        attach_original(connection, source, index, waiting)
        try:
            connection.execute(f"ATTACH {path_literal(target)} AS target")
            make_private(target)
            left_out = copy_rows(connection, "original", "target")
            connection.execute("USE memory")
            connection.execute("DETACH target")
        except (duckdb.ProgrammingError, duckdb.DataError) as error:
            raise IndexDamagedError(f"the index {index} cannot be copied: {first_line(error)}", path=index) from error
        except duckdb.Error as error:
            # DuckDB's message names the file that it could not read or write.
            raise translate(error, target if str(target) in str(error) else index) from error
        return left_out
