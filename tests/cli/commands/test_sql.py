"""photoindex sql, as a user types it."""

import csv
import io
import json
import subprocess
import sys

import pytest

from tests.terminal import Terminal, name_both

PEOPLE = "SELECT name, photos FROM v_people ORDER BY name"


def test_rows_are_printed_as_a_table(terminal: Terminal) -> None:
    name_both(terminal)
    assert terminal("sql", PEOPLE).out.splitlines() == ["name  photos", "----  ------", "Gran       5", "Tom        3"]
    two = terminal("sql", "SELECT 1 AS a; SELECT NULL AS b, TRUE AS c").out
    assert two.splitlines() == ["a", "-", "1", "", "b  c", "-  ----", "   true"]


def test_rows_are_printed_for_programs(terminal: Terminal) -> None:
    name_both(terminal)
    document = json.loads(terminal("sql", PEOPLE, "--json").out)
    assert document["columns"] == [{"name": "name", "type": "VARCHAR"}, {"name": "photos", "type": "BIGINT"}]
    assert document["items"] == [{"name": "Gran", "photos": 5}, {"name": "Tom", "photos": 3}]
    lines = terminal("sql", PEOPLE, "--jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == document["items"]
    table = subprocess.run(
        [sys.executable, "-m", "photoindex", "sql", PEOPLE, "--csv", "--index", str(terminal.index.path)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert list(csv.reader(io.StringIO(table))) == [["name", "photos"], ["Gran", "5"], ["Tom", "3"]]


@pytest.mark.parametrize(
    "text", ["-- who is there?\nSELECT 1 AS a", "--who?\nSELECT 1 AS a", "-- a = b\nSELECT 1 AS a"]
)
def test_sql_may_begin_with_a_comment(terminal: Terminal, text: str) -> None:
    assert terminal("sql", text, "--csv").out.split() == ["a", "1"]
    assert "there is no statement" in terminal("sql", "-- nothing").err
    assert "there is no option --cvs" in terminal("sql", "SELECT 1", "--cvs").err


def test_every_type_of_sql_has_a_form_in_json(terminal: Terminal) -> None:
    text = (
        "SELECT DATE '2001-02-03' AS d, TIMESTAMP '2001-02-03 04:05:06' AS t, 1.5::DECIMAL(4, 2) AS n, "
        "'nan'::DOUBLE AS x, [1, NULL] AS l, {'a': 'b'} AS s, 'ab'::BLOB AS b, INTERVAL 2 SECOND AS i, 1 AS i"
    )
    (row,) = json.loads(terminal("sql", text, "--json").out)["items"]
    assert row == {
        "d": "2001-02-03", "t": "2001-02-03T04:05:06", "n": 1.5, "x": None, "l": [1, None], "s": {"a": "b"},
        "b": "6162", "i": "00:00:02", "i_2": 1,
    }  # fmt: skip


def test_an_error_is_shown_with_a_caret_and_without_a_traceback(terminal: Terminal) -> None:
    name_both(terminal)
    ran = terminal("sql", "SELECT nme FROM v_people")
    assert ran.code == 2
    assert ran.err.splitlines()[:3] == [
        'photoindex: Referenced column "nme" not found in FROM clause',
        "  SELECT nme FROM v_people",
        "         ^^^",
    ]
    ran = terminal("sql", "DROP TABLE person")
    assert (ran.code, ran.out) == (2, "")
    assert "DROP is not possible: SQL may only read the index" in ran.err


def test_values_cannot_disturb_the_terminal(terminal: Terminal) -> None:
    assert "\x1b" not in terminal("sql", "SELECT chr(27) || '[31m' AS \"a\x1b[1m\"").out


def test_a_plan_is_printed_as_it_is_drawn(terminal: Terminal) -> None:
    assert len(terminal("sql", "EXPLAIN SELECT 1").out.splitlines()) > 3


def test_forms_exclude_each_other_and_several_statements(terminal: Terminal) -> None:
    assert terminal("sql", "SELECT 1", "--csv", "--json").code == 2
    assert "goes with one statement" in terminal("sql", "SELECT 1; SELECT 2", "--json").err
