"""The options of a scan determine what it reads, for how long, and how."""

import os
import sys
import threading
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from photoindex.domain.outcome import Outcome
from photoindex.operations.common.index_lock import Running, alone
from photoindex.operations.failures import failures
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress, ScanSummary
from photoindex.operations.status import status
from photoindex.scan.worker import MakeAnalyzer
from tests.fakes import ColourAnalyzer, SlowAnalyzer
from tests.library import Library, red


def scan_with(library: Library, make: MakeAnalyzer = ColourAnalyzer, **wishes: object) -> ScanSummary:
    request = ScanRequest((library.folder,), workers=1, **wishes)  # type: ignore[arg-type]
    return scan(library.index, library.pack, request, NoProgress(), make_analyzer=make)


class BlindAnalyzer(ColourAnalyzer):
    """Sees nothing in the left half of a photo."""

    def analyze(self, image, **how):  # type: ignore[no-untyped-def]
        return [face for face in super().analyze(image, **how) if face.box.x >= 0.5]


class NicenessAnalyzer(ColourAnalyzer):
    """Sees nothing, and fails unless its process is nice."""

    def analyze(self, image, **how):  # type: ignore[no-untyped-def]
        assert os.nice(0) == 19
        return []


class ClockOfPhotos(NoProgress):
    """A clock that advances by a second with each photo, so that no test has to wait."""

    def __init__(self) -> None:
        self.photos = 0

    def __call__(self) -> float:
        return float(self.photos)

    def outcome(self, outcome: Outcome) -> None:
        self.photos += 1


def test_a_scan_with_a_time_limit_ends_within_it_and_the_next_scan_continues(library: Library) -> None:
    for number in range(60):
        library.draw(f"many/{number}.jpg", "red", shade=10 + number)
    clock = ClockOfPhotos()
    request = ScanRequest((library.folder,), workers=1, seconds=8.0)
    summary = scan(library.index, library.pack, request, clock, make_analyzer=partial(SlowAnalyzer, 0.3), clock=clock)
    assert not summary.interrupted
    assert 0 < summary.photos < 67
    assert summary.left == 67 - summary.photos
    # What was found so far can be used at once.
    assert list_people(library.index).clusters
    (run,) = status(library.index).runs
    assert (run.remaining, run.interrupted, status(library.index).left) == (summary.left, False, summary.left)
    rest = scan_with(library)
    assert (rest.photos, rest.left, status(library.index).left) == (summary.left, 0, 0)


def test_only_files_modified_since_a_date_are_read(library: Library) -> None:
    old = library.folder / "2001/a.jpg"
    long_ago = datetime(2001, 1, 1).timestamp()
    os.utime(old, (long_ago, long_ago))
    summary = scan_with(library, since=datetime.now() - timedelta(days=1))
    assert (summary.photos, summary.older) == (6, 1)
    # A file that was left out does not count as gone.
    summary = scan_with(library)
    assert (summary.photos, summary.gone) == (1, 0)
    assert scan_with(library, since=datetime.now() + timedelta(days=1)).unchanged == 7


def test_force_reads_everything_again_and_keeps_names_clusters_and_face_numbers(library: Library) -> None:
    library.scan()
    label(library.index, red(library), "Red")
    with library.index.reading() as connection:
        before = connection.execute("SELECT face_id, photo_id, x FROM face ORDER BY face_id").fetchall()
        clusters = connection.execute("SELECT * FROM membership ORDER BY ALL").fetchall()
    assert scan_with(library, force=True).photos == 7
    with library.index.reading() as connection:
        assert connection.execute("SELECT face_id, photo_id, x FROM face ORDER BY face_id").fetchall() == before
        assert connection.execute("SELECT * FROM membership ORDER BY ALL").fetchall() == clusters
        assert connection.execute("SELECT count(*) FROM embedding").fetchone() == (8,)
    assert len(find(library.index, FindRequest(("Red",))).photos) == 4


def test_force_replaces_what_was_found_before(library: Library) -> None:
    library.scan()
    scan_with(library, BlindAnalyzer, force=True)
    with library.index.reading() as connection:
        assert connection.execute("SELECT count(*), min(x) FROM face").fetchall() == [(2, 0.5)]
        assert connection.execute("SELECT count(*) FROM embedding").fetchone() == (2,)
    scan_with(library, force=True)
    with library.index.reading() as connection:
        assert connection.execute("SELECT count(*) FROM face").fetchone() == (8,)


def test_a_photo_that_takes_too_long_or_is_too_large_is_a_failure(library: Library) -> None:
    library.draw("slow.jpg", "hang")
    library.draw("wide.jpg", *["red"] * 30)
    summary = scan_with(library, seconds_per_photo=3.0, max_pixels=200_000)
    assert (summary.photos, summary.failed) == (7, 2)
    found = {row.path.name: row.error for row in failures(library.index)}
    assert "longer than 3 seconds" in found["slow.jpg"]
    assert "200,000 pixels" in found["wide.jpg"]


@pytest.mark.skipif(sys.platform == "win32", reason="niceness is that of POSIX")
def test_a_nice_scan_lowers_the_priority_of_its_workers_but_not_its_own(library: Library) -> None:
    before = os.nice(0)
    assert scan_with(library, NicenessAnalyzer, low_priority=True).failed == 0
    assert os.nice(0) == before


def test_a_scan_of_one_photo_or_subfolder_reads_only_that_and_adds_no_root(library: Library) -> None:
    library.scan()
    library.draw("2001/new.jpg", "red", shade=50)
    library.draw("2002/new.jpg", "red", shade=51)
    library.draw("2003/new.jpg", "red", shade=52)
    assert library.scan(library.folder / "2001/new.jpg").photos == 1
    summary = library.scan(library.folder / "2002")
    assert (summary.photos, summary.unchanged, summary.gone) == (1, 2, 0)
    assert library.scan().photos == 1
    assert [item.root.path for item in status(library.index).roots] == [library.folder]


def test_a_waiting_scan_begins_when_the_other_scan_has_ended(library: Library) -> None:
    held, told = threading.Event(), threading.Event()

    def hold() -> None:
        with alone(library.index, "scan", [Path("/elsewhere")], creates=True):
            held.set()
            told.wait(60)

    class Listener(NoProgress):
        def __init__(self) -> None:
            self.others: list[Running | None] = []

        def waiting(self, other: Running | None) -> None:
            self.others.append(other)
            told.set()

    holder, listener = threading.Thread(target=hold), Listener()
    holder.start()
    assert held.wait(60)
    request = ScanRequest((library.folder,), workers=1, wait=True)
    assert scan(library.index, library.pack, request, listener, make_analyzer=ColourAnalyzer).photos == 7
    holder.join()
    (other,) = listener.others
    assert other is not None
    assert (other.command, other.paths, other.pid) == ("scan", (Path("/elsewhere"),), os.getpid())


def test_a_scan_that_runs_out_of_time_while_listing_folders_says_so_and_starts_no_worker(library: Library) -> None:
    summary = scan_with(library, seconds=1e-9)
    assert (summary.walked, summary.interrupted, summary.photos, summary.gone) == (False, False, 0, 0)


@pytest.mark.parametrize("jump", [-400, 400])
def test_a_clock_that_jumps_changes_nothing(library: Library, jump: int) -> None:
    """Files from the future, and a scan that seems to end before it began."""
    moment = (datetime.now() + timedelta(days=jump)).timestamp()
    for path in library.folder.rglob("*.jpg"):
        os.utime(path, (moment, moment))
    library.scan()
    with library.index.writing() as connection:
        connection.execute("UPDATE run SET started_at = started_at + INTERVAL 400 DAY")
        connection.execute("UPDATE root SET scanned_at = scanned_at + INTERVAL 400 DAY")
    library.draw("new.jpg", "red", shade=60)
    summary = library.scan()
    assert (summary.photos, summary.unchanged) == (1, 7)
    newest, older = status(library.index).runs
    assert (newest.photos, older.photos) == (1, 7)
