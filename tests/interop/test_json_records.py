"""JSON of any size, record by record: whole, in pages, in lines, damaged."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.interop import json_records as module
from photoindex.interop.json_records import json_records
from photoindex.interop.photo_names import Unread

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def records(path: Path, content: str | bytes) -> tuple[list[Any], list[Unread]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    notes: list[Unread] = []
    return list(json_records(path, notes.append)), notes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "names.json"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("[]", []),
        ('{"a": 1}', [{"a": 1}]),
        ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
        ('{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ('[1, 2]\n[3]', [1, 2, 3]),
        ('[[1, 2], [3]]', [[1, 2], [3]]),
        ('\ufeff[1]\ufeff[2]', [1, 2]),
        ("12", [12]),
        ("[NaN, Infinity, -Infinity, 1]", [None, None, None, 1]),
        ('{"a": 1, "a": 2}', [{"a": 2}]),
    ],
)  # fmt: skip
def test_records_are_found_in_lists_pages_and_lines(file: Path, content: str, expected: list[Any]) -> None:
    assert records(file, content) == (expected, [])


@given(st.lists(VALUES, max_size=6), st.booleans(), st.sampled_from((None, 2)))
def test_records_come_out_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, values: list[Any], in_lines: bool, indent: int | None
) -> None:
    written = [value for value in values if not isinstance(value, list)] if in_lines else values
    content = "\n".join(json.dumps(value) for value in written) if in_lines else json.dumps(written, indent=indent)
    file = tmp_path_factory.getbasetemp() / "values.json"
    assert records(file, content) == (written, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_powershell_and_notepad_may_choose_the_encoding(file: Path, encoding: str) -> None:
    assert records(file, '["Zoë"]'.encode(encoding)) == (["Zoë"], [])


def test_records_may_be_longer_than_what_is_read_at_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 7)
    values = [{"name": f"Person {number}", "numbers": [number, -1.5e3, True, None]} for number in range(20)]
    for content in (json.dumps(values), json.dumps(values, indent=1), "\n".join(map(json.dumps, values))):
        assert records(file, content) == (values, [])
    assert records(file, "123456789012345") == ([123456789012345], [])


@pytest.mark.parametrize(
    ("content", "expected", "detail"),
    [
        ('[{"a": 1}, {"a": ', [{"a": 1}], "record 2"),
        ('[{"a": 1}', [{"a": 1}], "ends within a list"),
        ('[{"a": 1} {"a": 2}]', [{"a": 1}], "no comma after record 1"),
        ('[1, x, 2]', [1], "record 2"),
        ("[" * 100_000, [], "nested too deeply"),
        ('{"a":' * 100_000, [], "nested too deeply"),
        ("[" + "9" * 5000 + "]", [], "record 1"),
        ('"never closed', [], "record 1"),
    ],
)  # fmt: skip
def test_a_damaged_file_gives_the_records_before_the_damage(
    file: Path, content: str, expected: list[Any], detail: str
) -> None:
    found, notes = records(file, content)
    assert found == expected
    assert [note.fault for note in notes] == ["malformed"]
    assert detail in notes[0].detail


def test_a_damaged_line_is_skipped(file: Path) -> None:
    found, notes = records(file, '{"a": 1}\n{"a": \n{"a": 3}\nnot json\n{"a": 5}')
    assert found == [{"a": 1}, {"a": 3}, {"a": 5}]
    assert [note.detail.partition(":")[0] for note in notes] == ["record 2", "record 4"]


def test_a_file_of_damaged_lines_is_given_up(file: Path) -> None:
    found, notes = records(file, "not json\n" * 5_000 + "1")
    assert found == []
    assert len(notes) == 101


def test_a_record_that_is_too_long_is_noted(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 100)
    monkeypatch.setattr(module, "LONGEST_RECORD", 1000)
    found, notes = records(file, '[1, "' + "x" * 5000 + '"]')
    assert found == [1]
    assert [(note.fault, note.detail) for note in notes] == [("too-large", "record 2 has more than 1,000 characters")]


@pytest.mark.parametrize("content", [b"\xff\xff", b'["\xe4"]', b"\xff\xfea"])
def test_what_is_not_text_is_noted(file: Path, content: bytes) -> None:
    found, notes = records(file, content)
    assert found == []
    assert [note.fault for note in notes] == ["malformed"]


def test_a_folder_or_a_missing_file_is_noted(tmp_path: Path) -> None:
    notes: list[Unread] = []
    assert list(json_records(tmp_path, notes.append)) == []
    assert list(json_records(tmp_path / "missing", notes.append)) == []
    assert [note.fault for note in notes] == ["unreadable", "unreadable"]


def test_a_large_file_needs_little_memory(file: Path) -> None:
    record = json.dumps({"name": "x" * 1000})
    with file.open("w", encoding="utf-8") as stream:
        stream.write("[" + ",\n".join([record] * 30_000) + "]")
    tracemalloc.start()
    assert sum(1 for _ in json_records(file, lambda _: None)) == 30_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12_000_000 < file.stat().st_size
