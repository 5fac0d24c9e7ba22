"""Run SQL that a user typed. It reads the index and nothing else: the connection has no access to files, the network or
its own settings (`store/opening/connecting.py`), and statements that write are refused before they run.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from photoindex.errors import QueryError, UsageError
from photoindex.store.database.connection import Connection
from photoindex.store.database.engine import duckdb

# Rows are fetched in batches, so that a result of any length takes the memory of one batch.
_AT_ONCE = 5_000
# In seconds.
_GLANCE = 0.5

_Result = TypeVar("_Result")

# PIVOT counts as several statements.
_READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI)
# The excerpt in DuckDB's messages: the number of a line, the line, and carets below the faulty part.
_EXCERPT = re.compile(r"^LINE (\d+): (.*)\n([ ]*)(\^+)[ ]*$", re.MULTILINE)
# An interval within the name of a type, or the quoted name of a field.
_INTERVAL = re.compile(r'"(?:[^"]|"")*"|\bINTERVAL\b')
_KIND = re.compile(r"^[A-Z][A-Za-z ]+ Error: ")


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a statement: the names and SQL types of its columns, and its rows in batches. The rows are read
    from the index as they are taken.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    batches: Iterator[Sequence[tuple[Any, ...]]]


def answers(connection: Connection, text: str) -> Iterator[Answer]:
    """The result of each statement in turn. Take all rows of one before the next one.

    Raises:
        UsageError: there is no statement, or one of them does more than read.
        QueryError: DuckDB cannot run a statement; the error points to the faulty part.
    """
    try:
        statements = connection.extract_statements(text)
    except duckdb.Error as error:
        raise _as_ours(error) from error
    if not statements:
        raise UsageError("there is no statement", hint="Type one, such as: SELECT * FROM v_people")
    for statement in statements:
        if statement.type not in _READING:
            raise UsageError(
                f"{statement.type.name} is not possible: SQL may only read the index",
                hint="SELECT, EXPLAIN, DESCRIBE and SHOW are possible.",
            )
    with ThreadPoolExecutor(max_workers=1) as pool:
        for statement in statements:
            yield _answer(connection, pool, statement)


def _interruptibly(connection: Connection, pool: Executor, work: Callable[[], _Result]) -> _Result:
    """Let DuckDB work in a thread. In the main thread, it would notice Ctrl-C only when a part of its work is done,
    which may take minutes.
    """
    done = pool.submit(work)
    try:
        # On Windows, only a wait with a timeout can be interrupted.
        while not wait([done], timeout=_GLANCE).done:
            pass
    except KeyboardInterrupt:
        connection.interrupt()
        raise
    return done.result()


def _answer(connection: Connection, pool: Executor, statement: duckdb.Statement) -> Answer:
    try:
        _interruptibly(connection, pool, lambda: connection.execute(statement))
        described = connection.description or ()
        types = [str(column[1]) for column in described]
        if any(map(_has_intervals, types)):
            again = _with_texts_for_intervals(statement.query, types)
            _interruptibly(connection, pool, lambda: connection.execute(again))
    except _FAILURES as error:
        raise _as_ours(error) from error
    return Answer(
        tuple(str(column[0]) for column in described),
        tuple(types),
        _batches(connection, pool),
    )


def _has_intervals(kind: str) -> bool:
    return _without_intervals(kind) != kind


def _without_intervals(kind: str) -> str:
    """The SQL type with texts in place of intervals, also those in lists and fields."""
    return _INTERVAL.sub(lambda found: found[0] if found[0].startswith('"') else "VARCHAR", kind)


def _with_texts_for_intervals(query: str, types: Sequence[str]) -> str:
    """A query with the same rows, but with intervals as texts. Python has no intervals of months: as a `timedelta`, two
    months would be 60 days.
    """
    casts = ", ".join(f"CAST(#{number} AS {_without_intervals(kind)})" for number, kind in enumerate(types, start=1))
    encoded = query.encode()
    ends = [at for at, _ in duckdb.tokenize(query) if encoded[at : at + 1] == b";"]
    return f"SELECT {casts} FROM (\n{encoded[: ends[0] if ends else None].decode()}\n)"


def _batches(connection: Connection, pool: Executor) -> Iterator[Sequence[tuple[Any, ...]]]:
    while True:
        try:
            rows = _interruptibly(connection, pool, lambda: connection.fetchmany(_AT_ONCE))
        except _FAILURES as error:
            raise _as_ours(error) from error
        if not rows:
            return
        yield rows


# The errors that a statement can cause. Others, such as a damaged index or a full disk, are not its fault.
_FAILURES = (duckdb.ProgrammingError, duckdb.DataError, duckdb.NotSupportedError, duckdb.PermissionException)


def _as_ours(error: duckdb.Error) -> UsageError:
    """The error with DuckDB's words, and the place that they point to."""
    text = str(error).strip()
    excerpt = _EXCERPT.search(text)
    first, *rest = (text[: excerpt.start()] if excerpt else text).strip().split("\n")
    message = _KIND.sub("", first).removesuffix("!")
    hint = " ".join(line.strip() for line in rest if line.strip())
    if isinstance(error, duckdb.PermissionException):
        message, hint = "SQL may only read the index, no files or addresses", ""
    if excerpt is None:
        return UsageError(message, hint=hint)
    number, line, before, carets = excerpt.groups()
    start = len(before) - len(f"LINE {number}: ")
    place = f" (line {number})" if number != "1" else ""
    return QueryError(f"{message}{place}", line, max(start, 0), max(start, 0) + len(carets), hint=hint)
