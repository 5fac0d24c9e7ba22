"""The content of the index after a scan, whatever happened to the photos since the last one."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from photoindex.decode import installed_extras
from photoindex.domain.outcome import Failed, Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.errors import NotFoundError, PackError, StorageError, UsageError
from photoindex.operations.failures import failures
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.status import status
from photoindex.store.opening.index import Index
from photoindex.store.tables.photos import put_failures
from tests.fakes import SlowAnalyzer, fake_pack
from tests.library import Library, Snapshot, Watcher, confirmed_by_name, photos_of, red


def test_a_scan_finds_groups_and_counts(library: Library) -> None:
    summary = library.scan()
    assert (summary.photos, summary.faces, summary.failed) == (7, 8, 0)
    assert (summary.clusters, summary.single_faces) == (2, 1)
    assert sorted(row.faces for row in list_people(library.index).clusters) == [3, 4]


def test_a_scan_does_not_touch_the_photos(library: Library, snapshot: Snapshot) -> None:
    before = snapshot(library.folder)
    library.scan()
    assert snapshot(library.folder) == before


def test_a_broken_file_is_a_failure_until_it_is_mended_or_tried_again(library: Library) -> None:
    broken = library.folder / "broken.jpg"
    broken.write_bytes(b"no picture")
    assert library.scan().failed == 1
    (row,) = failures(library.index)
    assert (row.path, row.stage, row.attempts) == (broken, "decode", 1)
    assert library.scan().failed == 0
    assert library.scan(retry_failed=True).failed == 1
    assert failures(library.index)[0].attempts == 2
    library.draw("broken.jpg", "red", shade=9)
    assert library.scan().photos == 1
    assert failures(library.index) == []


@pytest.mark.parametrize("leaves_its_folder", [False, True])
def test_a_scan_ends_without_losing_anything_if_its_disk_goes_away(
    scanned: Library, tmp_path: Path, leaves_its_folder: bool
) -> None:
    label(scanned.index, red(scanned), "Red")
    for path in scanned.folder.rglob("*.jpg"):
        os.utime(path, (1, 1))
    away = tmp_path / "away"

    def disconnect() -> None:
        scanned.folder.rename(away)
        if leaves_its_folder:
            scanned.folder.mkdir()

    with pytest.raises(StorageError, match="is missing or empty"):
        scanned.scan(make_analyzer=partial(SlowAnalyzer, 0.2), progress=After(1, disconnect))
    assert failures(scanned.index) == []
    assert len(photos_of(scanned, "Red")) == 4
    if leaves_its_folder:
        scanned.folder.rmdir()
    away.rename(scanned.folder)
    summary = scanned.scan()
    assert (summary.failed, summary.still_failing) == (0, 0)
    assert len(photos_of(scanned, "Red")) == 4
    assert failures(scanned.index) == []


def test_files_do_not_count_as_gone_if_their_disk_goes_away_while_folders_are_listed(
    scanned: Library, tmp_path: Path
) -> None:
    class Disconnects(NoProgress):
        def looking(self, files: int) -> None:
            scanned.folder.rename(tmp_path / "away")
            scanned.folder.mkdir()

    (scanned.folder / "2001/a.jpg").rename(tmp_path / "not met.jpg")
    with pytest.raises(StorageError, match="disconnected"):
        scanned.scan(progress=Disconnects())
    with scanned.index.reading() as connection:
        assert connection.execute("SELECT count(*) FROM file WHERE missing_since IS NOT NULL").fetchone() == (0,)


def test_a_file_that_could_not_be_opened_is_tried_again_automatically(library: Library) -> None:
    locked = library.folder / "locked.jpg"
    locked.symlink_to(library.folder.parent / "elsewhere.jpg")
    (library.folder.parent / "elsewhere.jpg").write_bytes((library.folder / "2001/a.jpg").read_bytes())
    gone = After(1, lambda: (library.folder.parent / "elsewhere.jpg").unlink(missing_ok=True))
    library.scan(make_analyzer=partial(SlowAnalyzer, 0.2), progress=gone)
    (library.folder.parent / "elsewhere.jpg").write_bytes((library.folder / "2003/f.jpg").read_bytes())
    library.scan()
    assert failures(library.index) == []


def test_files_that_still_fail_are_counted_in_every_scan(library: Library) -> None:
    (library.folder / "broken.jpg").write_bytes(b"no picture")
    assert library.scan().failed == 1
    summary = library.scan()
    assert (summary.failed, summary.still_failing, summary.unchanged) == (0, 1, 7)


def test_an_index_that_is_in_use_does_not_end_the_scan(library: Library) -> None:
    holder = threading.Thread(target=hold_for, args=(library.index, 6.0))
    for number in range(12):
        library.draw(f"many/{number}.jpg", "red", shade=number)
    summary = library.scan(make_analyzer=partial(SlowAnalyzer, 0.2), progress=After(1, holder.start))
    holder.join()
    assert (summary.photos + summary.copies, summary.interrupted) == (19, False)


def hold_for(index: Index, seconds: float) -> None:
    code = "import sys, time, duckdb; c = duckdb.connect(sys.argv[1]); time.sleep(float(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", code, str(index.path), str(seconds)], check=False)


def test_a_file_that_is_not_a_photo_is_refused_by_name(library: Library) -> None:
    (library.folder / "notes.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        library.scan(library.folder / "notes.txt")


def test_a_failure_disappears_when_its_file_is_deleted(library: Library) -> None:
    (library.folder / "broken.jpg").write_bytes(b"")
    library.scan()
    (library.folder / "broken.jpg").unlink()
    library.scan()
    assert failures(library.index) == []


def test_cluster_ids_stay_when_photos_are_added(scanned: Library) -> None:
    before = {row.faces: row.id for row in list_people(scanned.index).clusters}
    for number in range(5):
        scanned.draw(f"new/{number}.jpg", "yellow", "green", shade=number)
    scanned.scan()
    after = {row.faces: row.id for row in list_people(scanned.index).clusters}
    assert after[4] == before[4]
    assert after[8] == before[3]
    assert after[5] not in before.values()


def test_names_stay_when_photos_are_added_and_new_faces_get_them(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Red")
    scanned.draw("new.jpg", "red", shade=77)
    scanned.scan()
    assert confirmed_by_name(scanned) == {"Red": (5, 4)}


def test_another_pack_keeps_all_names(scanned: Library, tmp_path: Path) -> None:
    label(scanned.index, red(scanned), "Red")
    other = fake_pack(tmp_path / "other", "other")
    assert scanned.scan(pack=other).photos == 7
    assert len(photos_of(scanned, "Red")) == 4
    assert scanned.scan().photos == 0
    assert len(photos_of(scanned, "Red")) == 4


def test_a_pack_that_has_analysed_only_part_of_the_library_hides_nothing(scanned: Library, tmp_path: Path) -> None:
    label(scanned.index, red(scanned), "Red")
    other = fake_pack(tmp_path / "other", "other")
    part = scanned.scan(scanned.folder / "2001", pack=other)
    assert (part.photos, part.pack, part.unseen) == (2, "other", 5)
    assert status(scanned.index).pack == "colours"
    assert len(photos_of(scanned, "Red")) == 4
    whole = scanned.scan(pack=other)
    assert (whole.photos, whole.unseen, status(scanned.index).pack) == (5, 0, "other")
    assert len(photos_of(scanned, "Red")) == 4


def test_a_pack_can_be_used_even_if_a_file_could_not_be_read(scanned: Library, tmp_path: Path) -> None:
    (scanned.folder / "2001/a.jpg").write_bytes(b"no picture any more")
    locked = PhotoFile(scanned.folder / "2001/b.jpg", 1, 1)
    with scanned.index.writing() as connection:
        put_failures(connection, [Failed(locked, "read", "cannot be read: Input/output error", "unreadable")])
    summary = scanned.scan(pack=fake_pack(tmp_path / "other", "other"), exclude=["b.jpg"])
    assert (summary.photos, summary.failed, summary.unseen) == (5, 1, 0)
    assert status(scanned.index).pack == "other"


def test_a_damaged_pack_is_refused_before_anything_is_read(library: Library) -> None:
    (library.pack.folder / "embedder.onnx").write_text("changed", encoding="utf-8")
    with pytest.raises(PackError, match="damaged"):
        library.scan()
    assert not library.index.path.exists()


def test_an_empty_folder_is_an_error_that_names_the_formats(tmp_path: Path, library: Library) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFoundError, match="no photos") as caught:
        library.scan(tmp_path / "empty")
    assert ".heic" in caught.value.hint


def test_a_missing_path_is_an_error_and_the_other_paths_are_not_scanned(tmp_path: Path, library: Library) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        library.scan(library.folder, tmp_path / "nowhere")
    assert not library.index.path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are those of POSIX")
def test_a_folder_that_cannot_be_listed_is_reported_and_its_photos_are_kept(scanned: Library) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (scanned.folder / "2001").chmod(0)
    summary = scanned.scan()
    (scanned.folder / "2001").chmod(0o700)
    assert summary.unread_folders[0][0] == scanned.folder / "2001"
    assert summary.gone == 0


def test_a_scan_ends_and_keeps_finished_photos_if_its_terminal_can_no_longer_be_written_to(library: Library) -> None:
    class Closed(NoProgress):
        told = 0

        def outcome(self, outcome: Outcome) -> None:
            self.told += 1
            if self.told == 4:
                raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        library.scan(progress=Closed())
    found = status(library.index)
    assert (found.totals.photos, found.runs[0].finished_at is not None) == (3, True)


class After(NoProgress):
    """Does something as soon as a number of files are done."""

    def __init__(self, files: int, act: Callable[[], object]) -> None:
        self._left = files
        self._act = act

    def outcome(self, outcome: Outcome) -> None:
        self._left -= 1
        if self._left == 0:
            self._act()


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_ctrl_c_keeps_finished_photos_and_the_next_scan_does_the_rest(library: Library) -> None:
    for number in range(40):
        library.draw(f"many/{number}.jpg", "red", shade=number)
    after = After(10, lambda: os.kill(os.getpid(), signal.SIGINT))
    summary = library.scan(make_analyzer=partial(SlowAnalyzer, 0.2), progress=after)
    assert summary.interrupted
    done = summary.photos + summary.copies
    assert 0 < done < 47
    assert summary.left == 47 - done
    rest = library.scan()
    assert not rest.interrupted
    assert (rest.photos + rest.copies, rest.unchanged) == (summary.left, done)


KILLED = """
import os, sys
from functools import partial
from pathlib import Path
from tests.fakes import SlowAnalyzer, fake_pack
from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.scan import ScanRequest, scan
from photoindex.store.opening.index import Index

class DiesOnceSomeAreStored(NoProgress):
    def outcome(self, outcome):
        with index.reading() as connection:
            if connection.execute("SELECT count(*) FROM file WHERE path LIKE '%many%'").fetchone() > (0,):
                os._exit(9)

if __name__ == "__main__":
    index, folder = Index(Path(sys.argv[1])), Path(sys.argv[2])
    request = ScanRequest((folder / "photos",), workers=1)
    scan(index, fake_pack(folder / "pack"), request, DiesOnceSomeAreStored(), make_analyzer=partial(SlowAnalyzer, 0.2))
"""


def test_a_killed_scan_leaves_complete_photos_and_the_next_scan_does_the_rest(library: Library, tmp_path: Path) -> None:
    for number in range(100):
        library.draw(f"2001/many/{number}.jpg", "red", "green", shade=number)
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    root = Path(__file__).parents[2]
    command = [sys.executable, str(script), str(library.index.path), str(tmp_path)]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(root)}, check=False, cwd=root)
    assert done.returncode == 9
    with library.index.reading() as connection:
        counts = connection.execute(
            "SELECT count(face_id) FROM analysis LEFT JOIN face USING (photo_id) "
            "JOIN file USING (photo_id) WHERE path LIKE '%many%' GROUP BY photo_id"
        ).fetchall()
    assert 0 < len(counts) < 100
    assert set(counts) == {(2,)}
    library.scan()
    assert {row.faces for row in list_people(library.index).clusters} == {104, 103}


def test_photos_on_a_disconnected_disk_are_found_and_marked_but_copies_elsewhere_come_first(
    scanned: Library, tmp_path: Path
) -> None:
    label(scanned.index, red(scanned), "Red")
    copy = tmp_path / "zzz" / "copy.jpg"
    copy.parent.mkdir()
    copy.write_bytes((scanned.folder / "2001/a.jpg").read_bytes())
    scanned.scan(copy.parent)
    scanned.folder.rename(tmp_path / "unmounted")
    scanned.scan(scanned.folder, copy.parent)
    found = find(scanned.index, FindRequest(("Red",)))
    assert found.away == (scanned.folder,)
    assert {photo.paths[0].name: photo.away for photo in found.photos} == {
        "copy.jpg": False, "b.jpg": True, "c.jpg": True, "d.jpg": True,
    }  # fmt: skip
    (tmp_path / "unmounted").rename(scanned.folder)
    back = find(scanned.index, FindRequest(("Red",)))
    assert (back.away, [photo.away for photo in back.photos]) == ((), [False] * 4)


def test_photos_that_need_a_missing_package_are_tried_again_after_it_is_installed(scanned: Library) -> None:
    path, other = scanned.folder / "2001/a.jpg", scanned.folder / "2001/b.jpg"
    there = sorted(installed_extras())
    if not there:
        pytest.skip("none of the optional packages is installed")
    with scanned.index.writing() as connection:
        for file, extra in ((path, there[0]), (other, "none-of-them")):
            status = file.stat()
            reason = f"needs an optional package: pip install 'photoindex[{extra}]'"
            found = PhotoFile(file, status.st_size, status.st_mtime_ns)
            put_failures(connection, [Failed(found, "extra", reason, "needs-package", extra)])
    watcher = Watcher()
    summary = scanned.scan(progress=watcher)
    assert [outcome.file.path for outcome in watcher.outcomes] == [path]
    assert (summary.failed, summary.still_failing) == (0, 1)
