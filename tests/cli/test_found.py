"""Found photos are written for people and for programs."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.terminal import Terminal, name_both


def test_a_template_writes_what_its_fields_say(terminal: Terminal) -> None:
    name_both(terminal)
    ran = terminal("find", "Gran Tom", "--format", "{date:%Y}\\t{name}\\t{people}\\t{faces}\\t{{{ext}}}")
    assert ran.out == "2010\tboth.jpg\tGran, Tom\t2\t{jpg}\n"
    assert terminal("find", "Gran Tom", "--format", "{stem} {date}", "-0").out == "both 2010-05-01 10:00:00\0"
    assert terminal("find", "folder:photos file:green*", "--limit", "1", "--format", "<{date}>").out == "<>\n"


@pytest.mark.parametrize(
    ("template", "out"), [(r"a\\name\tb", "a\\name\tb\n"), (r"\\\n", "\\\n\n"), (r"\x", "\\x\n"), ("%d", "%d\n")]
)
def test_a_backslash_can_be_written(terminal: Terminal, template: str, out: str) -> None:
    name_both(terminal)
    assert terminal("find", "Gran Tom", "--format", template).out == out


@pytest.mark.parametrize("form", ["%Q", "%-d", "%s", "%", "%Y%"])
def test_a_code_that_dates_do_not_have_everywhere_is_refused(terminal: Terminal, form: str) -> None:
    name_both(terminal)
    ran = terminal("find", "Tom", "--format", "{date:" + form + "}")
    assert (ran.code, ran.out) == (2, "")
    assert "for dates" in ran.err


@pytest.mark.parametrize("template", ["{foo}", "{path!r}", "{faces:>9}", "{path.parent}", "{}", "{", "}"])
def test_a_field_that_does_not_exist_is_refused(terminal: Terminal, template: str) -> None:
    name_both(terminal)
    ran = terminal("find", "Tom", "--format", template)
    assert ran.code == 2
    assert ran.out == ""
    assert "--format" in ran.err


def test_a_table_has_a_row_for_each_photo(terminal: Terminal) -> None:
    name_both(terminal)
    rows = list(csv.DictReader(io.StringIO(terminal("find", "Gran | Tom", "--csv").out)))
    assert len(rows) == 7
    both = next(row for row in rows if Path(row["path"]).name == "both.jpg")
    assert (both["people"], both["faces"], both["taken_at"]) == ("Gran; Tom", "2", "2010-05-01T10:00:00")
    assert [row["taken_at"] for row in rows][-2:] == ["", ""]


def test_lines_of_json_have_the_fields_of_the_items(terminal: Terminal) -> None:
    name_both(terminal)
    lines = [json.loads(line) for line in terminal("find", "Tom", "--jsonl").out.splitlines()]
    assert lines == json.loads(terminal("find", "Tom", "--json").out)["items"]


@pytest.mark.parametrize(
    "options",
    [("--json", "--csv"), ("--count", "--jsonl"), ("-0", "--csv"), ("-0", "--json"), ("--csv", "--export", "x")],
)
def test_only_one_form_of_output_is_possible(terminal: Terminal, options: tuple[str, ...]) -> None:
    name_both(terminal)
    ran = terminal("find", "Tom", *options)
    assert ran.code == 2
    assert "exclude each other" in ran.err
