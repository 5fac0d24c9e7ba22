"""Compare the tables, columns and other objects of a database with those that the migrations create.

Only the catalogue is read. Views and macros are never run here: in a file that comes from somebody else, they may do
anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import duckdb

from photoindex.store.database.connection import quoted
from photoindex.store.database.schema import MIGRATIONS, RECORD

Fault = Literal["missing table", "missing sequence", "missing column", "other type", "computed column", "extra"]


@dataclass(frozen=True, slots=True)
class Column:
    """The SQL type of a column, and whether the column is computed from other columns instead of being stored."""

    kind: str
    computed: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`tables` maps each stored table of the schema "main" to its columns in order.

    `sequences` are the sequences from which ids are taken. `others` are all other objects, such as ("view", "person"),
    ("macro", "now") or, in another schema, ("table", "private.notes").
    """

    tables: Mapping[str, Mapping[str, Column]]
    sequences: frozenset[str]
    others: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between a database and the objects that the migrations create. `column` is empty if the difference
    concerns a whole object.

    `fault` is "extra" for an object that does not belong in an index but does no harm, because nothing uses it.
    """

    fault: Fault
    what: str
    column: str = ""
    found: str = ""
    wanted: str = ""

    @property
    def is_harmless(self) -> bool:
        return self.fault == "extra"

    def __str__(self) -> str:
        if self.fault == "missing table":
            return f"the table {self.what} is {f'a {self.found}' if self.found else 'missing'}"
        if self.fault == "missing sequence":
            return f"the sequence {self.what} is missing"
        if self.fault == "missing column":
            return f"the table {self.what} has no column {self.column}"
        if self.fault == "other type":
            return f"the column {self.column} of the table {self.what} is {self.found}, not {self.wanted}"
        if self.fault == "computed column":
            return f"the column {self.column} of the table {self.what} is computed, not stored"
        return f"the {self.found} {self.what} does not belong there"


def catalogue_of(connection: duckdb.DuckDBPyConnection, database: str) -> Catalogue:
    """The catalogue of the attached database with this name.

    Raises:
        duckdb.Error: the catalogue cannot be read.
    """
    tables: dict[str, Mapping[str, Column]] = {}
    others = set()
    rows = connection.execute(
        "SELECT schema_name, table_name, sql FROM duckdb_tables() WHERE database_name = ? AND NOT internal", [database]
    ).fetchall()
    for schema, table, sql in rows:
        if schema == "main":
            tables[table] = _columns(connection, database, table, sql)
        else:
            others.add(("table", f"{schema}.{table}"))
    for kind, query in _OTHERS.items():
        others |= {(kind, name) for name in _names(connection, query, database)}
    sequences = _names(connection, "SELECT schema_name, sequence_name FROM duckdb_sequences()", database, "temporary")
    return Catalogue(tables, sequences, frozenset(others))


def _names(
    connection: duckdb.DuckDBPyConnection, query: str, database: str, not_these: str = "internal"
) -> frozenset[str]:
    rows = connection.execute(f"{query} WHERE database_name = ? AND NOT {not_these}", [database]).fetchall()
    return frozenset(name if schema == "main" else f"{schema}.{name}" for schema, name in rows)


_OTHERS = {
    "view": "SELECT schema_name, view_name FROM duckdb_views()",
    "macro": "SELECT schema_name, function_name FROM duckdb_functions()",
    "type": "SELECT schema_name, type_name FROM duckdb_types()",
}


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str, sql: str) -> dict[str, Column]:
    qualified = f"{quoted(database)}.main.{quoted(table)}".replace("'", "''")
    rows = connection.execute(f"PRAGMA table_info('{qualified}')").fetchall()
    return {name: Column(kind, _is_computed(name, kind, sql)) for _, name, kind, *_ in rows}


def _is_computed(name: str, kind: str, sql: str) -> bool:
    return any(f"{mark}{text} {kind} GENERATED ALWAYS" in sql for mark in ("(", ", ") for text in (name, quoted(name)))


@lru_cache
def expected(version: int) -> Catalogue:
    """The catalogue of an index with this schema version."""
    with duckdb.connect() as connection:
        make_tables(connection, version)
        return catalogue_of(connection, "memory")


def make_tables(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    """Create the empty tables of a schema version in the database in use. The table that records migrations stays
    empty.
    """
    connection.execute(RECORD)
    for _, sql in MIGRATIONS[:version]:
        connection.execute(sql)


def differences(found: Catalogue, version: int) -> list[Difference]:
    """Every difference between a database and an index of this version, the harmful ones first."""
    wanted = expected(version)
    objects = {name: kind for kind, name in found.others}
    faults: list[Difference] = []
    for table, columns in wanted.tables.items():
        if table not in found.tables:
            faults.append(Difference("missing table", table, found=objects.get(table, "")))
            continue
        faults += _in_columns(table, found.tables[table], columns)
    faults += [Difference("missing sequence", name) for name in sorted(wanted.sequences - found.sequences)]
    extra = [Difference("extra", name, found=kind) for kind, name in sorted(found.others)]
    extra += [Difference("extra", name, found="table") for name in sorted(found.tables.keys() - wanted.tables.keys())]
    extra += [
        Difference("extra", f"{table}.{column}", found="column")
        for table, columns in sorted(wanted.tables.items())
        for column in found.tables.get(table, {})
        if column not in columns
    ]
    return [*faults, *(item for item in extra if item.what not in {fault.what for fault in faults})]


def _in_columns(table: str, found: Mapping[str, Column], wanted: Mapping[str, Column]) -> list[Difference]:
    faults = []
    for name, column in wanted.items():
        actual = found.get(name)
        if actual is None:
            faults.append(Difference("missing column", table, name))
        elif actual.kind != column.kind:
            faults.append(Difference("other type", table, name, actual.kind, column.kind))
        elif actual.computed:
            faults.append(Difference("computed column", table, name))
    return faults


def database_in_use(connection: duckdb.DuckDBPyConnection) -> str:
    """The name under which the database in use is attached."""
    row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    return str(row[0])
