"""Status, prune, move, backup, restore and check: the life of an index between scans."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.photo import PhotoFile
from photoindex.domain.targets import Target
from photoindex.errors import (
    IndexDamagedError,
    IndexFileError,
    IndexLockedError,
    MissingLibraryError,
    NotFoundError,
    UsageError,
)
from photoindex.operations.backup import backup
from photoindex.operations.check import check
from photoindex.operations.common.index_lock import alone, lock_file
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.log import log
from photoindex.operations.move import move
from photoindex.operations.people import list_people
from photoindex.operations.prune import PruneReport, prune
from photoindex.operations.restore import restore
from photoindex.operations.status import status
from photoindex.store.opening.index import Index
from photoindex.store.tables.photos import put_numbers
from photoindex.store.tables.roots import away_roots
from photoindex.store.tables.runs import last_runs
from tests.fakes import ColourAnalyzer
from tests.operations.conftest import Library, Snapshot


def names(library: Library, *people: str) -> list[str]:
    return [photo.paths[0].name for photo in find(library.index, FindRequest(people)).photos]


def rows(index: Index, query: str) -> list[tuple[object, ...]]:
    with index.reading() as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def named(scanned: Library) -> Library:
    """The scanned library with a name for red."""
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(4),)), "Red")
    return scanned


def test_status_counts_what_is_there_and_what_is_left(named: Library) -> None:
    (named.folder / "broken.jpg").write_bytes(b"no picture")
    (named.folder / "2003/f.jpg").unlink()
    named.scan()
    found = status(named.index)
    totals = found.totals
    assert (totals.photos, totals.files, totals.missing, totals.failures) == (7, 6, 1, 1)
    assert (totals.faces, totals.persons, totals.decisions, totals.waiting, found.left) == (8, 1, 1, 0, 0)
    assert [(item.root.path, item.root.present, item.root.missing, item.root.failed, item.state)
            for item in found.roots] == [(named.folder, 6, 1, 1, "there")]  # fmt: skip
    assert [(kind.reason, kind.files) for kind in found.failures] == [("not-an-image", 1)]
    assert [(run.photos, run.remaining, run.interrupted) for run in found.runs] == [(0, 0, False), (7, 0, False)]
    assert found.index_bytes == named.index.path.stat().st_size
    assert (found.pack, found.running) == ("colours", None)


def test_status_counts_installed_received_and_prepared_packs(
    named: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHOTOINDEX_DATA", str(tmp_path / "data"))
    assert status(named.index).packs_bytes == 0
    for number, folder in enumerate(("packs/mine", "received-packs/0123456789ab", "prepared/opencv-zoo", "elsewhere")):
        (tmp_path / "data" / folder).mkdir(parents=True)
        (tmp_path / "data" / folder / "file").write_bytes(bytes(10**number))
    assert status(named.index).packs_bytes == 111


def test_failures_of_one_kind_are_counted_together(library: Library) -> None:
    for width in (3, 7):
        (library.folder / f"{width}.jpg").write_bytes(b"\xff\xd8" + bytes(width))
    library.scan()
    assert sum(kind.files for kind in status(library.index).failures) == 2


def test_prune_counts_first_and_removes_only_what_is_gone(named: Library, snapshot: Snapshot) -> None:
    (named.folder / "2001/a.jpg").unlink()
    shutil.copy(named.folder / "2001/b.jpg", named.folder / "copy.jpg")
    (named.folder / "2001/b.jpg").unlink()
    named.scan()
    before = snapshot(named.folder)
    counted = prune(named.index, remove_them=False)
    assert counted == PruneReport(files=2, photos=1, faces=1, away=0, back=0, removed=False)
    assert len(rows(named.index, "SELECT * FROM photo")) == 7
    assert prune(named.index, remove_them=True).removed
    assert len(rows(named.index, "SELECT * FROM photo")) == 6
    assert len(log(named.index)) == 1
    assert check(named.index, sample=10, repair=False).problems == ()
    assert snapshot(named.folder) == before
    assert len(names(named, "Red")) == 3


def test_a_pruned_photo_that_comes_back_gets_its_name_back(named: Library, tmp_path: Path) -> None:
    (named.folder / "2001/a.jpg").rename(tmp_path / "a.jpg")
    named.scan()
    prune(named.index, remove_them=True)
    (tmp_path / "a.jpg").rename(named.folder / "2001/a.jpg")
    assert named.scan().photos == 1
    assert "a.jpg" in names(named, "Red")


def test_prune_keeps_what_lies_below_a_root_that_is_away(named: Library, tmp_path: Path) -> None:
    (named.folder / "2001/a.jpg").unlink()
    named.scan()
    named.folder.rename(tmp_path / "unmounted")
    assert prune(named.index, remove_them=False) == PruneReport(0, 0, 0, away=1, back=0, removed=False)
    named.folder.mkdir()
    named.scan()
    assert prune(named.index, remove_them=True).away == 1
    assert len(rows(named.index, "SELECT * FROM photo")) == 7


def test_prune_keeps_a_file_that_is_there_again(named: Library, tmp_path: Path) -> None:
    (named.folder / "2001/a.jpg").rename(tmp_path / "a.jpg")
    named.scan()
    (tmp_path / "a.jpg").rename(named.folder / "2001/a.jpg")
    report = prune(named.index, remove_them=True)
    assert (report.files, report.photos, report.back) == (0, 0, 1)


def test_a_folder_that_was_emptied_for_good_can_be_forgotten_and_names_stay(named: Library, tmp_path: Path) -> None:
    (named.folder / "broken.jpg").write_bytes(b"x")
    copy = tmp_path / "copies" / "a.jpg"
    copy.parent.mkdir()
    shutil.copy(named.folder / "2001/a.jpg", copy)
    named.scan()
    named.scan(copy.parent)
    named.folder.rename(tmp_path / "kept elsewhere")
    named.folder.mkdir()
    named.scan()
    assert prune(named.index, remove_them=True).files == 0
    assert {item.root.path: item.state for item in status(named.index).roots}[named.folder] == "away"
    counted = prune(named.index, remove_them=False, forget=[named.folder])
    assert (counted.files, counted.photos, counted.away, counted.removed) == (7, 6, 0, False)
    assert prune(named.index, remove_them=True, forget=[named.folder]).photos == 6
    found = status(named.index)
    assert [item.root.path for item in found.roots] == [copy.parent]
    assert (found.totals.photos, found.totals.failures, found.totals.decisions) == (1, 0, 1)
    assert names(named, "Red") == ["a.jpg"]
    assert check(named.index, sample=10, repair=False).problems == ()
    named.folder.rmdir()
    (tmp_path / "kept elsewhere").rename(named.folder)
    assert named.scan().photos == 6
    assert len(names(named, "Red")) == 4


def test_a_folder_that_the_index_does_not_know_cannot_be_forgotten(named: Library) -> None:
    with pytest.raises(NotFoundError, match="knows nothing below"):
        prune(named.index, remove_them=True, forget=[named.folder, named.folder / "2001/a"])
    assert status(named.index).totals.photos == 7


def test_prune_keeps_an_edited_photo_until_its_names_are_carried_over_and_no_longer(named: Library) -> None:
    photo = named.folder / "2001/a.jpg"
    photo.write_bytes(b"half of what an editor writes")
    assert named.scan().failed == 1
    assert prune(named.index, remove_them=True).photos == 0
    named.draw("2001/a.jpg", "red", shade=80)
    named.scan()
    assert "a.jpg" in names(named, "Red")
    assert prune(named.index, remove_them=True).photos == 1
    assert "a.jpg" in names(named, "Red")


def test_prune_removes_an_edited_photo_of_which_nothing_was_said(named: Library) -> None:
    named.draw("2003/f.jpg", "yellow", shade=81)
    named.scan()
    assert prune(named.index, remove_them=True).photos == 1


def test_prune_removes_a_named_photo_that_was_broken_and_then_deleted(named: Library) -> None:
    photo = named.folder / "2001/a.jpg"
    photo.write_bytes(b"broken")
    named.scan()
    photo.unlink()
    named.scan()
    assert prune(named.index, remove_them=True).photos == 1
    assert len(log(named.index)) == 1


def test_a_root_that_is_not_there_is_away_and_the_others_are_scanned(named: Library, tmp_path: Path) -> None:
    other = named.draw("../other/x.jpg", "blue", shade=4).parent
    named.folder.rename(tmp_path / "unmounted")
    summary = named.scan(named.folder, other)
    assert (summary.photos, summary.gone, summary.away, summary.unread_folders) == (1, 0, (named.folder,), ())
    with named.index.reading() as connection:
        assert away_roots(connection) == [named.folder]
    assert {item.root.path: item.state for item in status(named.index).roots}[named.folder] == "away"
    (tmp_path / "unmounted").rename(named.folder)
    assert named.scan().photos == 0
    with named.index.reading() as connection:
        assert away_roots(connection) == []


def test_a_root_inside_a_root_can_be_away_by_itself_but_a_deleted_folder_is_gone(
    library: Library, tmp_path: Path
) -> None:
    nas = library.draw("nas/x.jpg", "blue", shade=4).parent
    gone = library.draw("gone/y.jpg", "blue", shade=5).parent
    for folder in (nas, gone, library.folder):
        library.scan(folder)
    (nas / "x.jpg").rename(tmp_path / "x.jpg")
    shutil.rmtree(gone)
    summary = library.scan()
    assert (summary.away, summary.gone) == ((nas,), 1)
    assert prune(library.index, remove_them=True).files == 1
    assert [item.root.path for item in status(library.index).roots] == [library.folder, nas]


def test_a_moved_library_keeps_everything_without_reading_a_photo(named: Library, tmp_path: Path) -> None:
    (named.folder / "broken.jpg").write_bytes(b"x")
    named.scan()
    new = tmp_path / "elsewhere" / "photos"
    new.parent.mkdir()
    named.folder.rename(new)
    report = move(named.index, named.folder, new)
    assert (report.files, report.sampled, report.differing) == (7, 7, 0)
    assert all(photo.paths[0].is_relative_to(new) for photo in find(named.index, FindRequest(("Red",))).photos)
    summary = named.scan(new)
    assert (summary.unchanged, summary.still_failing) == (7, 1)
    assert (summary.photos, summary.failed, summary.gone) == (0, 0, 0)
    assert [item.root.path for item in status(named.index).roots] == [new]


def test_a_library_can_move_below_itself_and_out_again(named: Library, tmp_path: Path) -> None:
    named.folder.rename(tmp_path / "away")
    named.folder.mkdir()
    inner = named.folder / "2001"
    (tmp_path / "away").rename(inner)
    move(named.index, named.folder, inner)
    assert named.scan().unchanged == 7
    inner.rename(tmp_path / "out")
    move(named.index, inner, tmp_path / "out")
    assert named.scan(tmp_path / "out").unchanged == 7
    assert len(names(named, "Red")) == 4


def test_a_folder_that_only_begins_with_the_same_letters_does_not_move(named: Library, tmp_path: Path) -> None:
    twin = named.draw("../photos2/x.jpg", "blue", shade=4).parent
    named.scan(twin)
    named.folder.rename(tmp_path / "new")
    assert move(named.index, named.folder, tmp_path / "new").files == 7
    assert rows(named.index, "SELECT count(*) FROM file WHERE path LIKE '%photos2%'") == [(1,)]


@pytest.mark.parametrize("what", ["nowhere", "other photos", "unknown", "same"])
def test_a_move_that_cannot_be_is_refused_and_changes_nothing(named: Library, tmp_path: Path, what: str) -> None:
    before = rows(named.index, "SELECT * FROM file ORDER BY path")
    (tmp_path / "other").mkdir()
    old, new, error = {
        "nowhere": (named.folder, tmp_path / "nowhere", UsageError),
        "other photos": (named.folder, tmp_path / "other", UsageError),
        "unknown": (tmp_path / "other", named.folder, NotFoundError),
        "same": (named.folder, named.folder, UsageError),
    }[what]
    with pytest.raises(error):
        move(named.index, old, new)
    assert rows(named.index, "SELECT * FROM file ORDER BY path") == before


def test_a_move_onto_other_photos_is_refused(named: Library, tmp_path: Path) -> None:
    other = named.draw("../other/2001/a.jpg", "blue", shade=4).parents[1]
    named.scan(other)
    with pytest.raises(UsageError, match="take the place of other photos"):
        move(named.index, named.folder, other)


def test_a_library_that_was_scanned_in_its_new_place_can_still_be_moved(named: Library, tmp_path: Path) -> None:
    named.folder.rename(tmp_path / "new")
    named.scan(tmp_path / "new")
    move(named.index, named.folder, tmp_path / "new")
    assert rows(named.index, "SELECT count(*) FROM file") == [(7,)]
    assert [item.root.path for item in status(named.index).roots] == [tmp_path / "new"]


def test_a_backup_is_the_index_and_restoring_it_brings_names_back(named: Library, tmp_path: Path) -> None:
    report = backup(named.index, tmp_path / "saved" / "backup.duckdb", force=False)
    assert (report.photos, report.faces, report.decisions) == (7, 8, 1)
    label(named.index, Target("cluster", ids=(named.cluster_with(3),)), "Green")
    restored = restore(named.index, tmp_path / "saved" / "backup.duckdb")
    assert [row.name for row in list_people(named.index).persons] == ["Red"]
    assert restored.kept is not None
    assert {row.name for row in list_people(Index(restored.kept)).persons} == {"Red", "Green"}
    assert check(named.index, sample=10, repair=False).problems == ()
    again = restore(named.index, tmp_path / "saved" / "backup.duckdb")
    assert again.kept not in (None, restored.kept)
    named.draw("new.jpg", "red", shade=99)
    assert named.scan().photos == 1


def test_a_backup_replaces_a_file_only_when_told_to_and_never_the_index(named: Library, tmp_path: Path) -> None:
    target = tmp_path / "backup.duckdb"
    target.write_text("precious", encoding="utf-8")
    with pytest.raises(UsageError, match="already"):
        backup(named.index, target, force=False)
    assert target.read_text(encoding="utf-8") == "precious"
    backup(named.index, target, force=True)
    assert Index(target).path.stat().st_size > 1000
    with pytest.raises(UsageError):
        backup(named.index, named.index.path, force=True)
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []


@pytest.mark.parametrize("damage", ["text", "half", "other database"])
def test_a_damaged_backup_is_refused_and_the_index_stays(named: Library, tmp_path: Path, damage: str) -> None:
    broken = tmp_path / "broken.duckdb"
    backup(named.index, broken, force=False)
    if damage == "text":
        broken.write_text("no database" * 5000, encoding="utf-8")
    elif damage == "half":
        broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
    else:
        broken.unlink()
        with duckdb.connect(str(broken)) as connection:
            connection.execute("CREATE TABLE sales (amount INTEGER)")
    before = named.index.path.read_bytes()
    with pytest.raises(IndexFileError):
        restore(named.index, broken)
    assert named.index.path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name or "before" in path.name] == []


def test_a_damaged_index_can_be_replaced_by_a_backup(named: Library, tmp_path: Path) -> None:
    backup(named.index, tmp_path / "backup.duckdb", force=False)
    named.index.path.write_bytes(b"rubbish" * 3000)
    restore(named.index, tmp_path / "backup.duckdb")
    assert len(names(named, "Red")) == 4


def test_a_sound_index_has_no_problems(named: Library) -> None:
    report = check(named.index, sample=10, repair=False)
    assert (report.problems, report.sampled, report.changed, report.left) == ((), 7, 0, 0)
    assert report.rows["face"] == 8


BREAKS = {
    "DELETE FROM photo WHERE photo_id = 1": True,
    "DELETE FROM embedding WHERE face_id = 2": True,
    "UPDATE embedding SET vector = vector[:10]::BLOB WHERE face_id = 3": True,
    "UPDATE embedding SET vector = repeat(chr(0), 128)::BLOB WHERE face_id = 3": True,
    "DELETE FROM analysis WHERE photo_id = 2": True,
    "INSERT INTO embedding SELECT 999, vector FROM embedding LIMIT 1": True,
    "DELETE FROM cluster": True,
    "UPDATE face SET width = -1 WHERE face_id = 1": True,
    "INSERT INTO membership SELECT * FROM membership": True,
    "DELETE FROM person": True,
    "INSERT INTO decision (seq, made_at, kind, source) VALUES (99, now()::TIMESTAMP, 'shout', 'x')": False,
    "INSERT INTO decision (seq, made_at, kind, target, source) VALUES (99, now()::TIMESTAMP, 'undo', 77, 'x')": False,
    "INSERT INTO decision_face (seq, content_hash, x, y, width, height) VALUES (98, 'abc', 0, 0, 1, 1)": False,
}


@pytest.mark.parametrize("damage", BREAKS)
def test_check_finds_damage_and_repair_mends_it_and_leaves_decisions_alone(named: Library, damage: str) -> None:
    with named.index.writing() as connection:
        connection.execute(damage)
    decisions = rows(named.index, "SELECT * FROM decision ORDER BY seq")
    found = check(named.index, sample=0, repair=False)
    assert found.left >= 1
    if not BREAKS[damage]:
        with named.index.reading() as connection:
            assert all(not problem.mendable for problem in found.problems)
        return
    mended = check(named.index, sample=0, repair=True)
    assert mended.left == 0, mended.problems
    assert check(named.index, sample=0, repair=False).problems == ()
    assert rows(named.index, "SELECT * FROM decision ORDER BY seq") == decisions
    named.scan()
    assert len(names(named, "Red")) == 4
    assert rows(named.index, "SELECT count(*) FROM face") == [(8,)]


def test_a_photo_file_that_rotted_is_found_and_read_again(named: Library) -> None:
    path = named.folder / "2001/a.jpg"
    before, data = path.stat(), bytearray(path.read_bytes())
    data[-20] ^= 0xFF
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    # A disk that loses a bit does not move the change time, as this test did.
    with named.index.writing() as connection:
        put_numbers(connection, [PhotoFile(path, *numbers_of(path.stat()))])
    assert named.scan().unchanged == 7
    (problem,) = check(named.index, sample=50, repair=False).problems
    assert "content changed" in problem.what
    assert check(named.index, sample=50, repair=True).reread == 1
    assert named.scan().photos + len(rows(named.index, "SELECT * FROM failure")) == 1


def test_a_flipped_bit_in_the_database_is_called_damage(named: Library) -> None:
    data = bytearray(named.index.path.read_bytes())
    for place in range(len(data) // 2, len(data), 997):
        data[place] ^= 0x55
    named.index.path.write_bytes(data)
    with pytest.raises(IndexDamagedError):
        check(named.index, sample=0, repair=False)


HOLD = """
import sys, time
from pathlib import Path
from photoindex.operations.common.index_lock import alone
from photoindex.store.opening.index import Index
with alone(Index(Path(sys.argv[1])), "scan", [Path("/photos")]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_scan_says_what_runs_and_a_killed_one_leaves_no_lock(named: Library) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(named.index.path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "held"
        said = rf"scan` of .photos has been running since 2.* \(process {process.pid}\)"
        with pytest.raises(IndexLockedError, match=said):
            named.scan()
        with pytest.raises(IndexLockedError):
            prune(named.index, remove_them=True)
        runs = status(named.index).running
        assert runs is not None
        assert (runs.command, runs.pid) == ("scan", process.pid)
        # Looking and naming is not kept waiting.
        assert len(names(named, "Red")) == 4
        process.kill()
    assert named.scan().unchanged == 7
    assert status(named.index).running is None


def test_the_lock_is_free_after_use_and_its_note_is_gone(named: Library) -> None:
    with alone(named.index, "scan"):
        assert json.loads(lock_file(named.index).read_text(encoding="utf-8"))["command"] == "scan"
    assert lock_file(named.index).read_bytes() == b""
    # Without `waiting`, a lock that is held is an error.
    with alone(named.index, "scan"):
        pass


def cannot_load() -> ColourAnalyzer:
    raise MissingLibraryError("a library is not there")


def test_a_scan_that_an_error_ends_does_not_look_like_one_that_was_killed(named: Library) -> None:
    named.draw("new.jpg", "red", shade=70)
    with pytest.raises(MissingLibraryError):
        named.scan(make_analyzer=cannot_load)
    newest = status(named.index).runs[0]
    assert (newest.finished_at is not None, newest.remaining, newest.interrupted) == (True, 1, True)


def test_a_malformed_pattern_is_refused_before_the_index_is_made(library: Library) -> None:
    with pytest.raises(UsageError, match="malformed"):
        library.scan(exclude=["a[z-a]"])
    assert not library.index.path.exists()


def test_a_scan_that_was_refused_does_not_look_like_one_that_was_killed(named: Library, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(NotFoundError, match="no photos"):
        named.scan(tmp_path / "nothing")
    with named.index.reading() as connection:
        assert last_runs(connection, 1)[0].finished_at is not None
