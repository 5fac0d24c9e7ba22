"""Whatever was damaged, names come back: from the index, its log, the decisions file, or copies."""

import sys
from pathlib import Path

import duckdb
import pytest

from photoindex.advice.actions import Action
from photoindex.errors import IndexDamagedError, NotFoundError, PhotoIndexError, UsageError
from photoindex.operations.backup import backup
from photoindex.operations.check import Damage, DamageKind, check
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.rescue import rescue
from photoindex.operations.restore import restore
from photoindex.operations.restoring.decisions import restore_decisions
from photoindex.operations.undo import undo
from photoindex.store.database.notices import KnownDamage, Notice
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import load_decisions
from tests.library import Library, face, faces_by_name
from tests.stored import leave_in_log, mode

_BLOCK, _FIRST_BLOCK = 262_144, 12_288


def uids(index: Index) -> set[str]:
    with index.reading() as connection:
        return {decision.uid for decision in load_decisions(connection)}


def ruin_headers(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for header in (4096, 8192):
        data[header + 8] ^= 1
    path.write_bytes(data)


def ruin_tables(path: Path, *tables: str) -> None:
    """Flip a bit in every block that holds rows of these tables."""
    with duckdb.connect(str(path), read_only=True) as connection:
        blocks = {
            int(block)
            for table in tables
            for (block,) in connection.execute(f"SELECT block_id FROM pragma_storage_info('{table}')").fetchall()
            if block is not None and block >= 0
        }
    data = bytearray(path.read_bytes())
    for block in blocks:
        data[_FIRST_BLOCK + block * _BLOCK + 4000] ^= 1
    path.write_bytes(data)


def leave_a_log(library: Library) -> None:
    """Name blue, and leave that only in the write-ahead log, as if the process had been killed after the commit."""
    target = face(library, "2003/f.jpg")
    leave_in_log(library.index, lambda index: label(index, target, "Blue"))


def test_a_sound_index_needs_no_rescue_and_nothing_is_written(named: Library) -> None:
    before = sorted(path.name for path in named.index.path.parent.iterdir())
    found = rescue(named.index)
    assert (found.target, found.source, found.people) == (None, "index", 2)
    assert sorted(path.name for path in named.index.path.parent.iterdir()) == before


@pytest.mark.parametrize(
    "tables",
    [("decision", "decision_face", "person"), ("face", "embedding"), ("photo", "file"), ("membership", "assignment")],
)
def test_if_tables_have_rotted_no_name_is_lost_and_a_scan_brings_the_photos_back(
    named: Library, tables: tuple[str, ...]
) -> None:
    expected, said = faces_by_name(named.index), uids(named.index)
    ruin_tables(named.index.path, *tables)
    old = named.index.path.read_bytes()
    found = rescue(named.index)
    assert named.index.path.read_bytes() == old
    assert found.target is not None
    assert {table.table for table in found.damaged} >= set(tables) - {"person", "assignment"}
    restore(named.index, found.target)
    assert uids(named.index) == said
    assert check(named.index, sample=0, repair=False).left == 0
    named.scan()
    assert faces_by_name(named.index) == expected


def test_the_names_of_an_index_that_cannot_be_opened_are_rescued_and_used_by_the_next_scan(named: Library) -> None:
    expected = faces_by_name(named.index)
    ruin_headers(named.index.path)
    with pytest.raises(IndexDamagedError) as caught:
        list_people(named.index)
    assert caught.value.advice == (Action.RESCUE_INDEX,)
    found = rescue(named.index)
    assert found.source == "decisions"
    assert found.target is not None
    restore(named.index, found.target)
    named.scan()
    assert faces_by_name(named.index) == expected


def test_if_the_log_is_damaged_nothing_in_the_decisions_file_is_lost(named: Library) -> None:
    leave_a_log(named)
    log = named.index.files.wal
    data = bytearray(log.read_bytes())
    data[len(data) // 3] ^= 1
    log.write_bytes(data)
    found = rescue(named.index)
    assert found.target is not None
    assert faces_by_name(Index(found.target)) == {"Grandma": 4, "Tom": 3, "Blue": 1}
    assert found.photos == 7


def test_a_log_that_was_removed_by_hand_is_noticed(named: Library) -> None:
    leave_a_log(named)
    named.index.files.wal.unlink()
    found = rescue(named.index)
    assert (found.source, found.people) == ("index", 3)


def test_an_index_without_a_decisions_file_is_read_as_far_as_possible(index_of_version_4: Path, tmp_path: Path) -> None:
    ruin_tables(index_of_version_4, "embedding", "assignment")
    found = rescue(Index(index_of_version_4), tmp_path / "new.duckdb")
    assert found.target == tmp_path / "new.duckdb"
    assert (found.decisions, found.people, found.files) == (13, 5, ())


def test_if_nothing_else_is_left_names_and_photos_come_from_a_kept_copy(named: Library) -> None:
    expected = faces_by_name(named.index)
    files = named.index.files
    named.index.copy_to(files.new_copy_before_update())
    ruin_headers(named.index.path)
    files.decisions.unlink()
    found = rescue(named.index)
    assert (found.source, found.base) == ("copy", files.copies_before_update()[0])
    assert found.target is not None
    assert faces_by_name(Index(found.target)) == expected


def test_a_rescue_that_finds_nothing_reports_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "index.duckdb"
    with pytest.raises(NotFoundError, match="no index"):
        rescue(Index(path))
    path.write_bytes(b"\0" * 100_000)
    with pytest.raises(NotFoundError, match=r"nothing in .* can be read"):
        rescue(Index(path))
    assert [entry.name for entry in tmp_path.iterdir()] == ["index.duckdb"]


def test_a_rescue_replaces_nothing(named: Library, tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    with pytest.raises(UsageError, match="there already"):
        rescue(named.index, tmp_path / "mine")


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
def test_a_rescue_writes_private_files_and_removes_what_a_killed_rescue_left(named: Library) -> None:
    left = named.index.path.with_name(".index.duckdb.rescued.rescue-dead")
    left.mkdir()
    (left / "lock").touch()
    (left / "copy.duckdb").touch()
    ruin_tables(named.index.path, "embedding")
    found = rescue(named.index)
    assert found.target is not None
    assert mode(found.target) == 0o600
    assert not left.exists()


@pytest.mark.parametrize("scan_first", [True, False])
def test_decisions_are_restored_into_the_index_of_a_new_scan(named: Library, *, scan_first: bool) -> None:
    undo(named.index)
    expected = faces_by_name(named.index)
    named.index.path.unlink()
    if scan_first:
        named.scan()
    report = restore_decisions(named.index)
    assert (report.imported.added, report.dropped, report.index_made) == (3, 0, not scan_first)
    named.scan()
    assert faces_by_name(named.index) == expected
    assert restore_decisions(named.index).imported.added == 0


def test_decisions_are_restored_from_the_file_of_a_previous_index_in_the_same_place(named: Library) -> None:
    named.index.path.unlink()
    named.scan()
    label(named.index, face(named, "2003/f.jpg"), "Blue")
    restore_decisions(named.index)
    assert faces_by_name(named.index) == {"Grandma": 4, "Tom": 3, "Blue": 1}


def test_damaged_lines_are_left_out_and_counted_with_the_undos_that_need_them(named: Library) -> None:
    undo(named.index)
    file = named.index.files.decisions
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([lines[0], lines[1][:50], *lines[2:]]), encoding="utf-8")
    named.index.path.unlink()
    named.index.files.older_decisions.unlink(missing_ok=True)
    named.scan()
    report = restore_decisions(named.index)
    assert [(item.decisions, item.damaged) for item in report.files] == [(2, 1)]
    assert (report.imported.added, report.dropped) == (1, 1)


def test_a_missing_file_is_reported(scanned: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no decisions file"):
        restore_decisions(scanned.index)
    with pytest.raises(NotFoundError, match=r"none\.jsonl"):
        restore_decisions(scanned.index, tmp_path / "none.jsonl")


def test_decisions_made_since_a_backup_are_kept_when_it_is_restored(named: Library, tmp_path: Path) -> None:
    backup(named.index, tmp_path / "backup.duckdb", force=False)
    label(named.index, face(named, "2003/f.jpg"), "Blue")
    report = restore(named.index, tmp_path / "backup.duckdb")
    assert report.not_restored == 1
    assert "Blue" not in faces_by_name(named.index)
    assert report.kept_decisions is not None
    restore_decisions(named.index, report.kept_decisions)
    assert faces_by_name(named.index)["Blue"] == 1


def test_restoring_one_backup_repeatedly_keeps_a_few_old_indexes_and_no_duplicates(
    named: Library, tmp_path: Path
) -> None:
    backup(named.index, tmp_path / "backup.duckdb", force=False)
    for _ in range(5):
        restore(named.index, tmp_path / "backup.duckdb")
    assert len(named.index.files.copies_before_restore()) == 3
    assert named.index.files.foreign_decisions() == []


def test_a_backup_that_fails_leaves_no_files(named: Library, tmp_path: Path) -> None:
    ruin_tables(named.index.path, "embedding")
    (tmp_path / "backups").mkdir()
    with pytest.raises(PhotoIndexError):
        backup(named.index, tmp_path / "backups" / "backup.duckdb", force=False)
    assert list((tmp_path / "backups").iterdir()) == []


def test_naming_in_an_index_that_a_check_found_damaged_prints_a_warning(named: Library) -> None:
    ruin_tables(named.index.path, "embedding")
    with pytest.raises(IndexDamagedError):
        check(named.index, sample=0, repair=False)
    told: list[Notice] = []
    index = Index(named.index.path, tell=told.append)
    list_people(index)
    list_people(index)
    (notice,) = told
    assert isinstance(notice, KnownDamage)
    assert notice.problems == (Damage(DamageKind.UNREADABLE),)


def test_there_is_no_warning_about_damage_that_has_been_mended(named: Library) -> None:
    ruin_tables(named.index.path, "embedding")
    with pytest.raises(IndexDamagedError):
        check(named.index, sample=0, repair=False)
    found = rescue(named.index)
    assert found.target is not None
    restore(named.index, found.target)
    told: list[Notice] = []
    list_people(Index(named.index.path, tell=told.append))
    assert told == []


def test_a_check_finds_rot_in_the_decisions_file_and_mends_it(named: Library) -> None:
    file = named.index.files.decisions
    data = bytearray(file.read_bytes())
    data[len(data) // 4] ^= 1
    file.write_bytes(data)
    report = check(named.index, sample=0, repair=False)
    assert [problem.damage.kind for problem in report.problems] == [
        DamageKind.DAMAGED_LINE,
        DamageKind.DECISION_WITHOUT_LINE,
    ]
    assert check(named.index, sample=0, repair=True).left == 0
    assert check(named.index, sample=0, repair=False).problems == ()
