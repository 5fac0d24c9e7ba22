"""Compare the tables, columns and other objects of a database with those that the migrations create.

Only the catalogue is read. Views and macros are never run here: in a file that comes from somebody else, they may do
anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from photoindex.domain.damage import Damage, DamageKind
from photoindex.store.database.connection import quoted
from photoindex.store.database.engine import duckdb
from photoindex.store.database.schema import MIGRATIONS, RECORD


@dataclass(frozen=True, slots=True)
class Column:
    """The SQL type of a column, and whether the column is computed from other columns instead of being stored."""

    kind: str
    computed: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`tables` maps each stored table of the schema "main" to its columns in order.

    `sequences` are the sequences from which ids are taken. `others` are all other objects, such as ("view", "person"),
    ("macro", "now") or, in another schema, ("table", "private.notes"). `views` maps each view of the schema "main" to
    the names and SQL types of its columns.
    """

    tables: Mapping[str, Mapping[str, Column]]
    sequences: frozenset[str]
    others: frozenset[tuple[str, str]]
    views: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


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
    views = {name: _columns_of_view(connection, database, name) for kind, name in others if kind == "view"}
    return Catalogue(tables, sequences, frozenset(others), views)


def _columns_of_view(connection: duckdb.DuckDBPyConnection, database: str, view: str) -> tuple[tuple[str, str], ...]:
    """The names and types that the catalogue holds. Nothing is said about what the view selects: the same view has
    another text in each version of DuckDB.
    """
    rows = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = ? AND schema_name = 'main' AND table_name = ? ORDER BY column_index",
        [database, view],
    ).fetchall()
    return tuple((str(name), str(kind)) for name, kind in rows)


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


def differences(found: Catalogue, version: int) -> list[Damage]:
    """Every difference between a database and an index of this version, the harmful ones first."""
    wanted = expected(version)
    objects = {name: kind for kind, name in found.others}
    faults: list[Damage] = []
    for table, columns in wanted.tables.items():
        if table not in found.tables:
            found_instead = objects.get(table, "")
            kind = DamageKind.NOT_A_TABLE if found_instead else DamageKind.MISSING_TABLE
            faults.append(Damage(kind, table, found=found_instead))
            continue
        faults += _in_columns(table, found.tables[table], columns)
    faults += [Damage(DamageKind.MISSING_SEQUENCE, name) for name in sorted(wanted.sequences - found.sequences)]
    faults += [Damage(DamageKind.WRONG_VIEW, name) for name, view in sorted(wanted.views.items())
               if found.views.get(name) != view]  # fmt: skip
    extra = sorted(found.others - wanted.others)
    extra += [("table", name) for name in sorted(found.tables.keys() - wanted.tables.keys())]
    extra += [
        ("column", f"{table}.{column}")
        for table, columns in sorted(wanted.tables.items())
        for column in found.tables.get(table, {})
        if column not in columns
    ]
    wrong = {fault.what for fault in faults if not fault.is_harmless}
    return [*faults, *(Damage(DamageKind.EXTRA_OBJECT, name, found=kind) for kind, name in extra if name not in wrong)]


def _in_columns(table: str, found: Mapping[str, Column], wanted: Mapping[str, Column]) -> list[Damage]:
    faults = []
    for name, column in wanted.items():
        actual = found.get(name)
        if actual is None:
            faults.append(Damage(DamageKind.MISSING_COLUMN, table, name))
        elif actual.kind != column.kind:
            faults.append(Damage(DamageKind.OTHER_TYPE, table, name, actual.kind, column.kind))
        elif actual.computed:
            faults.append(Damage(DamageKind.COMPUTED_COLUMN, table, name))
    return faults


def database_in_use(connection: duckdb.DuckDBPyConnection) -> str:
    """The name under which the database in use is attached."""
    row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    return str(row[0])
