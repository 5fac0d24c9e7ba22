"""A copy of the index."""

from pathlib import Path

import pytest

from photoindex.errors import (
    UsageError,
)
from photoindex.operations.backup import backup
from photoindex.operations.check import check
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.restore import restore
from photoindex.store.opening.index import Index
from tests.library import Library, green


def test_a_backup_is_a_complete_index_and_restoring_it_brings_names_back(red_named: Library, tmp_path: Path) -> None:
    report = backup(red_named.index, tmp_path / "saved" / "backup.duckdb", force=False)
    assert (report.photos, report.faces, report.decisions) == (7, 8, 1)
    label(red_named.index, green(red_named), "Green")
    restored = restore(red_named.index, tmp_path / "saved" / "backup.duckdb")
    assert [row.name for row in list_people(red_named.index).persons] == ["Red"]
    assert restored.kept is not None
    assert {row.name for row in list_people(Index(restored.kept)).persons} == {"Red", "Green"}
    assert check(red_named.index, sample=10, repair=False).problems == ()
    again = restore(red_named.index, tmp_path / "saved" / "backup.duckdb")
    assert again.kept not in (None, restored.kept)
    red_named.draw("new.jpg", "red", shade=99)
    assert red_named.scan().photos == 1


def test_a_backup_replaces_a_file_only_on_request_and_never_the_index(red_named: Library, tmp_path: Path) -> None:
    target = tmp_path / "backup.duckdb"
    target.write_text("precious", encoding="utf-8")
    with pytest.raises(UsageError, match="already"):
        backup(red_named.index, target, force=False)
    assert target.read_text(encoding="utf-8") == "precious"
    backup(red_named.index, target, force=True)
    assert Index(target).path.stat().st_size > 1000
    with pytest.raises(UsageError):
        backup(red_named.index, red_named.index.path, force=True)
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []
