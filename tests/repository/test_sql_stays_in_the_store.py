"""Only the store contains SQL, and the modules that read the databases of other programs; other code calls them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import photoindex

PACKAGE = Path(photoindex.__file__).parent
STATEMENTS = ("SELECT ", "INSERT ", "UPDATE ", "DELETE FROM ", "CREATE ", "ALTER TABLE ", "DROP ", "ATTACH ", "WITH ")
# These read the database of another program, and know nothing of the index.
FOREIGN_DATABASES = {
    f"interop/{name}.py" for name in ("digikam", "foreign_sqlite", "lightroom", "mariadb_dump", "photoprism_database")
}
QUERIES = {"execute", "executemany", "fetchall", "fetchone", "fetchnumpy", "fetchmany"}


def sql_in(file: Path) -> Iterator[str]:
    """The places where a module imports DuckDB, calls a query method or holds the text of a statement."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            if any(module and module.partition(".")[0] == "duckdb" for module in modules):
                yield f"{file}:{node.lineno} imports duckdb"
        elif isinstance(node, ast.Attribute) and node.attr in QUERIES:
            yield f"{file}:{node.lineno} calls {node.attr}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(STATEMENTS):
            yield f"{file}:{node.lineno} holds {node.value[:30]!r}"


def test_no_module_outside_the_store_contains_sql() -> None:
    store = PACKAGE / "store"
    foreign = {PACKAGE / name for name in FOREIGN_DATABASES}
    files = [file for file in PACKAGE.rglob("*.py") if store not in file.parents and file not in foreign]
    assert len(files) > 100
    assert [found for file in files for found in sql_in(file)] == []


def test_sql_in_the_store_is_recognised() -> None:
    assert list(sql_in(PACKAGE / "store" / "tables" / "photos.py"))
