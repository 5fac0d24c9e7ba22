"""Decision files from elsewhere: refused as a whole, or imported so that every command still works."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photoindex.errors import UsageError
from photoindex.operations.check import check
from photoindex.operations.decisions import export_decisions, import_decisions, read_lines
from photoindex.operations.explain import explain_face
from photoindex.operations.log import log
from photoindex.operations.merge import merge
from photoindex.operations.people import list_people
from photoindex.operations.person import set_lifespan
from photoindex.operations.suggest import suggest
from photoindex.operations.undo import undo
from photoindex.store.opening.index import Index
from tests.library import Library, name_both
from tests.store.decisions_file.test_lines import changed, json_values, places


def said(library: Library) -> list[dict[str, Any]]:
    """Decisions of several kinds about the faces of the library."""
    name_both(library)
    set_lifespan(library.index, "Tom", "1931", "2005-03")
    undo(library.index)
    merge(library.index, "Tom", "Grandma")
    return [json.loads(line) for line in export_decisions(library.index)]


def test_a_file_with_one_bad_line_is_refused_as_a_whole_and_the_line_is_named(scanned: Library, tmp_path: Path) -> None:
    lines = [json.dumps(line) for line in said(scanned)]
    bad = json.dumps(json.loads(lines[2]) | {"at": "9999-12-31T23:59:59.999999Z"})
    before = scanned.index.path.read_bytes()
    with pytest.raises(UsageError, match=r"line 6: .*9999.*field at"):
        import_decisions(scanned.index, [*lines, bad], "d.jsonl")
    assert scanned.index.path.read_bytes() == before
    fresh = Index(tmp_path / "fresh.duckdb")
    with pytest.raises(UsageError):
        import_decisions(fresh, [*lines, bad], "d.jsonl")
    assert not fresh.path.exists()


def test_different_decisions_with_the_same_uid_are_refused_and_a_duplicate_counts_once(
    scanned: Library, tmp_path: Path
) -> None:
    lines = said(scanned)
    double = lines[1] | {"person": "Tim"}
    with pytest.raises(UsageError, match="line 3: differs from line 2, which has the same uid"):
        import_decisions(Index(tmp_path / "fresh.duckdb"), map(json.dumps, [*lines[:2], double]), "d.jsonl")
    report = import_decisions(Index(tmp_path / "fresh.duckdb"), map(json.dumps, [*lines[:2], *lines[:2]]), "d.jsonl")
    assert report.added == 2


def test_a_file_from_windows_is_read_and_an_endless_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "d.jsonl"
    file.write_bytes('\ufeff{"a": 1}\r\n{"b": 2}\r\n'.encode())
    assert [json.loads(line) for line in read_lines(file) if line.strip()] == [{"a": 1}, {"b": 2}]
    with file.open("r+b") as stream:
        stream.truncate(3 * 1024**3)
    with pytest.raises(UsageError, match="larger than"):
        read_lines(file)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_command_works_after_any_import(scanned: Library, data: st.DataObject) -> None:
    lines = _LINES.setdefault(scanned.folder, said(scanned) if scanned.folder not in _LINES else [])
    spoilt = []
    for line in lines:
        way = data.draw(st.sampled_from([way for way in places(line) if way]))
        # A changed kind is accepted far more often than a changed value.
        attack = changed(line, way, lambda _: data.draw(json_values()))
        if data.draw(st.booleans()):
            attack = {**line, "kind": data.draw(st.sampled_from(KINDS))}
        spoilt.append({**attack, "uid": f"{data.draw(st.uuids())}"})
    for line in spoilt:
        with suppress(UsageError):
            import_decisions(scanned.index, [json.dumps(line)], "d.jsonl")
    list_people(scanned.index)
    suggest(scanned.index, limit=20)
    explain_face(scanned.index, 1)
    log(scanned.index)
    assert check(scanned.index, sample=0, repair=False).problems == ()
    exported = export_decisions(scanned.index)
    assert import_decisions(scanned.index, exported, "again").added == 0
    undo(scanned.index)


_LINES: dict[Path, list[dict[str, Any]]] = {}
KINDS = ("name", "confirm", "reject", "ignore", "unlabel", "merge", "split", "rename", "different", "twice",
         "lifespan", "carry", "undo")  # fmt: skip
