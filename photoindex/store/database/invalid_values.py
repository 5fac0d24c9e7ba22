"""Find values that a column can hold but no command can use: infinite times, and ids so high that too few higher
numbers are left.
"""

from photoindex.errors import IndexDamagedError
from photoindex.store.database.connection import quoted
from photoindex.store.database.engine import duckdb
from photoindex.store.database.schema_difference import expected

# Above an id of this size, there are still more numbers than anybody could use up in a lifetime.
MOST = 2**62
# Python's calendar ends in 9999, and some commands add a day or two.
_FIRST, _LAST = "0001-01-02", "9999-12-30"
_NUMBERS = {"decision": ("seq", "person_id", "other_id", "target"), "photo": ("photo_id",), "face": ("face_id",),
            "run": ("run_id",), "cluster": ("cluster_id", "merged_into"), "sitting": ("sitting_id",),
            "answer": ("sitting_id", "first_seq", "last_seq", "faces"), "person": ("person_id",),
            "portrait": ("person_id", "face_id")}  # fmt: skip


def bad_values(connection: duckdb.DuckDBPyConnection, version: int) -> list[tuple[str, str, int]]:
    """(table, column, number of rows) for each column of the index in use that holds times or numbers that no command
    can use.
    """
    found = []
    for table, columns in expected(version).tables.items():
        rules = {name: _rule(table, name, column.kind) for name, column in columns.items()}
        tests = {name: rule for name, rule in rules.items() if rule}
        if not tests:
            continue
        counts = ", ".join(f"count(*) FILTER ({rule})" for rule in tests.values())
        row = connection.execute(f"SELECT {counts} FROM {quoted(table)}").fetchone()
        assert row is not None
        found += [(table, name, count) for name, count in zip(tests, row, strict=True) if count]
    return found


def _rule(table: str, name: str, kind: str) -> str:
    column = quoted(name)
    if kind == "TIMESTAMP":
        # Infinite times lie outside this range too.
        return f"NOT {column} BETWEEN TIMESTAMP '{_FIRST}' AND TIMESTAMP '{_LAST}'"
    if name in _NUMBERS.get(table, ()):
        return f"NOT {column} BETWEEN 0 AND {MOST}"
    return ""


def refuse_values(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    """Raise IndexDamagedError, naming the table and the column, if `bad_values` finds any."""
    for table, column, count in bad_values(connection, version):
        raise IndexDamagedError(
            f"the column {column} of the table {table} holds values that it cannot hold, in {count:,} rows"
        )
