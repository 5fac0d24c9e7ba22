"""An index of version 9 keeps all its names, and gets the columns that older versions left in sentences."""

import gzip
from pathlib import Path
from typing import Any

import duckdb
import pytest

from photoindex.domain.targets import Target
from photoindex.operations.check import check
from photoindex.operations.decisions import export_decisions, import_decisions
from photoindex.operations.label import not_a_face
from photoindex.operations.log import log
from photoindex.operations.people import list_people
from photoindex.operations.person import set_portrait
from photoindex.operations.show import show_group, show_poor
from photoindex.operations.undo import undo
from photoindex.store.decisions_file.checksums import sealed
from photoindex.store.decisions_file.reading import read_decisions_file
from photoindex.store.jobs.salvage import build, salvage
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import load_decisions
from photoindex.store.tables.photos import list_failures
from photoindex.store.views.listing import portraits

DATA = Path(__file__).parents[1] / "store" / "data"
# Everything that users decided or can see. `decision` and `failure` get new columns at the end.
TABLES = ("decision", "decision_face", "person", "assignment", "membership", "cluster", "face", "file", "failure",
          "photo", "root", "run")  # fmt: skip
SPLITS = {6: "hand", 7: "hand", 9: "machine", 12: "machine", 13: "hand", 26: "machine"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The index as version 9 left it: 8 photos at /photos, 29 faces, one of them drawn, 28 decisions, 12 failures.

    The photos are copies of InsightFace's samples with other brightness and contrast, named with the commands of that
    version. Failures that a test machine cannot cause, such as a dying disk, were stored by its `put_failures`.
    """
    path = tmp_path / "index.duckdb"
    path.write_bytes(gzip.decompress((DATA / "version-9.duckdb.gz").read_bytes()))
    return path


@pytest.fixture
def old_lines() -> bytes:
    """The decisions file as version 9 wrote it."""
    return gzip.decompress((DATA / "version-9.decisions.jsonl.gz").read_bytes())


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in TABLES}


def updated(path: Path) -> Index:
    index = Index(path)
    with index.writing():
        pass  # Writers migrate first.
    return index


def test_every_row_is_the_same_after_the_update(old: Path) -> None:
    before = rows_of(old)
    after = rows_of(updated(old).path)
    for table, new_columns in {"decision": 7, "failure": 2}.items():
        after[table] = [row[:-new_columns] for row in after[table]]
    assert after == before


def test_people_and_the_log_are_the_same_after_the_update(old: Path) -> None:
    index = updated(old)
    people = {row.name: (row.faces, row.confirmed) for row in list_people(index).persons}
    assert people == {
        "Eva": (4, 4), "Max": (4, 4), "Ben": (3, 3), "Clara": (3, 3), "Tom": (2, 2), "Zoe": (2, 2),
        "Anna --faces 1": (1, 1), "Theodora": (1, 1), "Tim": (1, 1),
    }  # fmt: skip
    rows = log(index)
    assert [row.decision.seq for row in rows] == list(range(1, 29))
    assert [row.decision.seq for row in rows if not row.in_force] == [22, 24, 26]
    assert rows[8].decision.source == 'split person "Anna --faces 1" --parts 3'


def test_decisions_made_before_the_update_can_be_undone_after_it(old: Path) -> None:
    index = updated(old)
    assert undo(index).undone.seq == 28
    assert {row.name: row.faces for row in list_people(index).persons}["Tom"] == 3
    assert undo(index).undone.seq == 21
    assert "Zoe" not in {row.name for row in list_people(index).persons}


def test_splits_by_hand_and_by_machine_are_distinguished_whatever_the_names_of_people(old: Path) -> None:
    with updated(old).reading() as connection:
        decisions = load_decisions(connection)
    assert {item.seq: item.split_by for item in decisions if item.kind == "split"} == SPLITS
    assert {item.split_by for item in decisions if item.kind != "split"} == {None}


def test_failures_keep_their_reasons_and_get_the_limits_that_they_exceed(old: Path) -> None:
    before = {row[0]: row for row in rows_of(old)["failure"]}
    with updated(old).reading() as connection:
        rows = list_failures(connection)
    assert {str(row.path): (row.stage, row.error, row.reason, row.needs) for row in rows} == {
        path: (row[3], row[4], row[9], row[10]) for path, row in before.items()
    }
    assert {row.path.name: (row.needed, row.allowed) for row in rows if row.allowed or row.needed} == {
        "large.jpg": (6_000_000, 5_000_000), "long.tif": (2_000_000_001, 1_000_000_000),
    }  # fmt: skip


def test_decisions_keep_their_lines_and_checksums(old: Path, old_lines: bytes) -> None:
    lines = old_lines.decode("utf-8").splitlines()
    assert [sealed(line) for line in export_decisions(updated(old))] == lines


def test_the_decisions_file_of_version_9_restores_everything(tmp_path: Path, old: Path, old_lines: bytes) -> None:
    new = Index(tmp_path / "new.duckdb")
    report = import_decisions(new, old_lines.decode("utf-8").splitlines(), "the file")
    assert report.added == 28
    with new.reading() as connection, updated(old).reading() as other:
        here = {item.uid: (item.kind, item.split_by, item.as_group, item.source) for item in load_decisions(connection)}
        there = {item.uid: (item.kind, item.split_by, item.as_group, item.source) for item in load_decisions(other)}
    assert here == there


def test_the_update_appends_nothing_to_the_decisions_file(old: Path, old_lines: bytes) -> None:
    file = Index(old).files.decisions
    file.write_bytes(old_lines)
    updated(old)
    assert file.read_bytes() == old_lines
    assert read_decisions_file(file).damaged == 0


def test_portraits_and_wrong_detections_can_be_recorded_after_the_update(old: Path) -> None:
    index = updated(old)
    eva = show_group(index, Target("person", name="Eva")).faces
    set_portrait(index, "Eva", eva[1].face_id)
    not_a_face(index, Target("face", ids=(eva[0].face_id,)))
    with index.reading() as connection:
        assert eva[1].face_id in portraits(connection, eva[1].found_by).values()
    assert {row.name: row.faces for row in list_people(index).persons}["Eva"] == 3
    assert [problem.what for problem in check(index, sample=0, repair=False).problems] == []


def test_a_check_finds_nothing_wrong_after_the_update(old: Path) -> None:
    assert check(updated(old), sample=0, repair=False).problems == ()


def test_a_backup_holds_the_new_columns(old: Path, tmp_path: Path) -> None:
    updated(old).copy_to(tmp_path / "copy.duckdb")
    with Index(tmp_path / "copy.duckdb").reading() as connection:
        assert {item.seq: item.split_by for item in load_decisions(connection) if item.split_by} == SPLITS


def test_rows_salvaged_from_a_version_9_index_get_the_new_columns(old: Path, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    found = salvage(old, tmp_path / "tables")
    assert found is not None
    build(tmp_path / "new.duckdb", found)
    with Index(tmp_path / "new.duckdb").reading() as connection:
        assert {item.seq: item.split_by for item in load_decisions(connection) if item.split_by} == SPLITS
        assert {row.path.name: row.allowed for row in list_failures(connection) if row.allowed} == {
            "large.jpg": 5_000_000, "long.tif": 1_000_000_000,
        }  # fmt: skip


def test_no_cluster_was_left_out_before_the_update(old: Path) -> None:
    with updated(old).reading() as connection:
        stored = connection.execute("SELECT octet_length(indistinct) FROM grouping").fetchall()
    assert stored
    assert all(length == (0,) for length in stored)
    assert show_poor(Index(old)).names
