"""SQL reads the index and nothing else."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from photoindex.errors import IndexLockedError, QueryError, UsageError
from photoindex.operations.sql import Tables
from photoindex.store.opening.index import Index
from tests.library import Library
from tests.processes import holding


def answer(index: Index, text: str) -> list[list[tuple[object, ...]]]:
    with Tables(index, text) as tables:
        return [list(table.rows()) for table in tables]


def test_statements_are_answered_in_turn(named: Library) -> None:
    text = "SELECT name FROM v_people ORDER BY name; SELECT count(*) AS n FROM v_photos;"
    assert answer(named.index, text) == [[("Grandma",), ("Tom",)], [(7,)]]


def test_rows_can_be_read_again(named: Library) -> None:
    with Tables(named.index, "SELECT range FROM range(12000)") as (table,):
        assert (table.columns, table.types, table.count) == (("range",), ("BIGINT",), 12_000)
        assert list(table.rows()) == list(table.rows()) == [(number,) for number in range(12_000)]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("SELECT INTERVAL '2 months', 1 AS a, 2 AS a", ("2 months", 1, 2)),
        ("SELECT ';', -INTERVAL '1 year 3 hours' -- negative; really", (";", "-1 year -03:00:00")),
        ("SELECT [INTERVAL 1 MONTH], {'INTERVAL': INTERVAL 1 DAY, 'n': 1}; -- nested",
         (["1 month"], {"INTERVAL": "1 day", "n": 1})),
        ("PIVOT (SELECT 'x' AS k, INTERVAL 14 MONTH AS v) ON k USING max(v)", ("1 year 2 months",)),
    ],
)  # fmt: skip
def test_intervals_keep_their_months(named: Library, text: str, row: tuple[object, ...]) -> None:
    assert answer(named.index, text) == [[row]]


def test_rows_with_intervals_keep_their_order_and_their_types(named: Library) -> None:
    with Tables(named.index, "SELECT range, to_months(range::INT) AS m FROM range(3) ORDER BY range DESC") as (table,):
        assert (table.columns, table.types) == (("range", "m"), ("BIGINT", "INTERVAL"))
        assert list(table.rows()) == [(2, "2 months"), (1, "1 month"), (0, "00:00:00")]


WRITING = [
    "INSERT INTO person VALUES (9, 'x')", "DELETE FROM decision", "UPDATE person SET name = ''", "DROP TABLE person",
    "CREATE TABLE t (a INTEGER)", "CREATE TEMP TABLE t AS SELECT 1", "ALTER TABLE person ADD COLUMN a INTEGER",
    "COPY person TO 'out.csv'", "COPY person FROM 'in.csv'", "EXPORT DATABASE 'out'", "ATTACH 'other.duckdb'",
    "DETACH memory", "INSTALL httpfs", "LOAD httpfs", "SET threads = 9", "RESET threads", "PRAGMA threads = 9",
    "CHECKPOINT", "VACUUM", "BEGIN", "USE memory", "CALL pragma_version()", "PREPARE p AS SELECT 1", "EXECUTE p",
    "SELECT 1; DROP TABLE person", "WITH x AS (SELECT 1) INSERT INTO person SELECT 1, 'x'",
]  # fmt: skip


@pytest.mark.parametrize("statement", WRITING)
def test_a_statement_that_does_more_than_read_is_refused_before_anything_runs(
    named: Library, statement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(UsageError, match="is not possible: SQL may only read the index"):
        answer(named.index, statement)
    assert {path.name for path in tmp_path.iterdir()} == before
    assert answer(named.index, "SELECT count(*) FROM person") == [[(2,)]]


@pytest.mark.parametrize(
    "statement",
    ["SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM glob('/*')",
     "SELECT * FROM read_parquet('https://example.org/a.parquet')", "SELECT * FROM sniff_csv('/etc/passwd')",
     "SELECT * FROM '/etc/passwd'", "EXPLAIN ANALYZE SELECT * FROM read_csv('/etc/passwd')",
     "SELECT getenv('HOME')", "SELECT * FROM WRITING"],
)  # fmt: skip
def test_no_file_address_or_variable_can_be_read(named: Library, statement: str) -> None:
    with pytest.raises(UsageError):
        answer(named.index, statement)


def test_an_error_has_the_words_and_the_place_that_duckdb_gives(named: Library) -> None:
    with pytest.raises(QueryError) as raised:
        answer(named.index, "SELECT name,\n  nme FROM v_people")
    error = raised.value
    assert error.message == 'Referenced column "nme" not found in FROM clause (line 2)'
    assert (error.line, error.line[error.start : error.end]) == ("  nme FROM v_people", "nme")
    assert "name" in error.hint
    with pytest.raises(QueryError, match="syntax error"):
        answer(named.index, "FORM person")


@pytest.mark.parametrize("text", ["", " ; ", "-- nothing"])
def test_a_text_without_a_statement_is_refused(named: Library, text: str) -> None:
    with pytest.raises(UsageError, match="there is no statement"):
        answer(named.index, text)


def test_values_that_cannot_be_computed_are_an_error(named: Library) -> None:
    for text in ("SELECT 'x'::INTEGER", "SELECT error('no')", "SELECT 9223372036854775807 + 1"):
        with pytest.raises(UsageError):
            answer(named.index, text)


def test_the_index_is_free_while_rows_are_printed(named: Library) -> None:
    with Tables(named.index, "SELECT range FROM range(200000)") as (table,):
        rows = table.rows()
        next(rows)
        with named.index.writing(patience=1):
            pass
        assert sum(1 for _ in rows) == 199_999


HOLD = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_an_index_that_another_process_holds_is_an_error_that_says_what_to_do(named: Library) -> None:
    with holding(HOLD, named.index.path), pytest.raises(IndexLockedError) as raised:
        Tables(Index(named.index.path, patience=0.3), "SELECT 1")
    assert "is in use" in raised.value.message
    assert "Wait for the other command to end" in raised.value.hint


LONG = "SELECT count(*) FROM range(100000) AS a, range(10000000) AS b WHERE a.range * b.range % 7 = 3"


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal of Unix")
def test_ctrl_c_ends_a_statement_at_once(named: Library) -> None:
    command = [sys.executable, "-m", "photoindex", "sql", LONG, "--index", str(named.index.path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, "stopped" in said, "Traceback" in said) == (130, True, False)


MILLION = """
import sys
from pathlib import Path
from photoindex.operations.sql import Tables
from photoindex.store.opening.index import Index
def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
before = peak()
text = "SELECT range AS a, repeat('x', 100) || range AS b FROM range(1000000)"
with Tables(Index(Path(sys.argv[1])), text) as (table,):
    assert sum(1 for _ in table.rows()) == 1_000_000
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_million_rows_take_little_memory(named: Library) -> None:
    script = named.index.path.with_name("million.py")
    script.write_text(MILLION, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(named.index.path)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 200 * 1024
