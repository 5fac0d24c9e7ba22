"""Scans on a disk that fills up, and commands that use the index while a scan runs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from photoindex.domain.targets import Target
from photoindex.operations.check import check
from photoindex.operations.label import label
from photoindex.operations.log import log
from photoindex.operations.people import list_people
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.status import status
from photoindex.operations.undo import undo
from photoindex.store.opening.index import Index
from tests.fakes import ColourAnalyzer
from tests.library import Library
from tests.stored import faces_of

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}

SCAN = """
import sys
from functools import partial
from pathlib import Path
from photoindex.errors import StorageError
from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.scan import ScanRequest, scan
from photoindex.store.opening.index import Index
from tests.fakes import ColourAnalyzer, SlowAnalyzer, fake_pack

if __name__ == "__main__":
    folder, limit = Path(sys.argv[1]), int(sys.argv[2])
    if limit:
        import resource, signal
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    request = ScanRequest((folder / "photos",), workers=1)
    # 200 photos outlast whatever a test does meanwhile.
    make = ColourAnalyzer if limit else partial(SlowAnalyzer, 1.0)
    try:
        index, pack = Index(folder / "index.duckdb"), fake_pack(folder / "pack")
        summary = scan(index, pack, request, NoProgress(), make_analyzer=make)
    except StorageError as error:
        sys.exit(f"storage error: {error.message}")
    print(summary.photos, summary.failed, summary.interrupted)
"""


def scan_script(tmp_path: Path) -> list[str]:
    script = tmp_path / "scan_script.py"
    script.write_text(SCAN, encoding="utf-8")
    return [sys.executable, str(script), str(tmp_path)]


@pytest.mark.skipif(sys.platform == "win32", reason="file-size limits are those of POSIX")
def test_a_scan_on_a_full_disk_keeps_complete_photos_and_the_next_scan_finishes_the_rest(
    scanned: Library, tmp_path: Path
) -> None:
    for number in range(200):
        scanned.draw(f"many/{number}.jpg", *["red", "green", "blue", "yellow", "cyan"] * 2, shade=number)
    # The file of the index is already larger than this limit and cannot be changed; its log can grow up to the limit.
    limit = 300_000
    done = subprocess.run(
        [*scan_script(tmp_path), str(limit)], capture_output=True, text=True, check=False, cwd=ROOT, env=ENVIRONMENT
    )
    assert "storage error: there is no space left" in done.stderr, done.stderr
    assert check(scanned.index, sample=0, repair=False).problems == ()
    with scanned.index.reading() as connection:
        per_photo = connection.execute(
            "SELECT DISTINCT count(*) FROM face GROUP BY photo_id HAVING count(*) > 2"
        ).fetchall()
    assert per_photo in ([], [(10,)])
    assert status(scanned.index).running is None
    summary = scanned.scan()
    assert summary.photos + summary.unchanged == 207
    assert check(scanned.index, sample=0, repair=False).problems == ()
    with scanned.index.reading() as connection:
        assert connection.execute("SELECT count(*) FROM face").fetchone() == (8 + 200 * 10,)


@contextmanager
def running_scan(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*scan_script(tmp_path), "0"], cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def command(index: Index, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "photoindex", *words, "--index", str(index.path)],
        capture_output=True, text=True, check=False, cwd=ROOT, env=ENVIRONMENT, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_reading_and_naming_work_while_a_scan_runs(scanned: Library, tmp_path: Path) -> None:
    cluster = str(scanned.cluster_with(4))
    for number in range(200):
        scanned.draw(f"many/{number}.jpg", "red", "green", "blue", shade=number)
    with running_scan(tmp_path) as process:
        while status(scanned.index).totals.photos < 9:
            time.sleep(0.2)
        for words in [
            ("label", "cluster", cluster, "Red"), ("find", "Red"), ("people",), ("show", "person", "Red"), ("undo",),
            ("label", "cluster", cluster, "Grandma"), ("find", "Grandma"), ("status",), ("log",),
            ("backup", str(tmp_path / "backup.duckdb")),
        ]:  # fmt: skip
            done = command(scanned.index, *words)
            assert done.returncode == 0, done.stderr
        assert process.poll() is None, "the scan ended too early to prove anything"
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate()
    assert out.split()[1:] == ["0", "True"], out
    assert [row.decision.source for row in log(scanned.index)][-1] == f'label cluster {cluster} "Grandma"'
    assert len(log(scanned.index)) == 3
    assert [row.name for row in list_people(scanned.index).persons] == ["Grandma"]
    assert [row.name for row in list_people(Index(tmp_path / "backup.duckdb")).persons] == ["Grandma"]


def shift_every_moment(index: Index, years: int) -> int:
    """Make the index look as if it had been written by a clock that was wrong by this number of years."""
    with index.writing() as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() JOIN duckdb_tables() USING (table_name) "
            "WHERE data_type = 'TIMESTAMP'"
        ).fetchall()
        for table, column in columns:
            connection.execute(f'UPDATE "{table}" SET "{column}" = "{column}" + to_years(?)', [years])
    return len(columns)


@pytest.mark.parametrize("years", [10, -10])
def test_a_clock_that_jumps_between_two_scans_changes_no_result(scanned: Library, tmp_path: Path, years: int) -> None:
    red, green = scanned.cluster_with(4), scanned.cluster_with(3)
    label(scanned.index, Target("cluster", ids=(red,)), "Red")
    assert shift_every_moment(scanned.index, years) > 5
    label(scanned.index, Target("cluster", ids=(green,)), "Wrong")
    undo(scanned.index)
    label(scanned.index, Target("cluster", ids=(green,)), "Green")
    scanned.draw("2004/new.jpg", "red", shade=7)
    (scanned.folder / "2003/e.jpg").unlink()
    summary = scanned.scan()
    assert (summary.photos, summary.gone, summary.failed) == (1, 1, 0)

    fresh = Index(tmp_path / "fresh.duckdb")
    scan(fresh, scanned.pack, ScanRequest((scanned.folder,), workers=1), NoProgress(), make_analyzer=ColourAnalyzer)
    there = {content_hash: faces for content_hash, faces in faces_of(scanned.index).items() if present(faces)}
    assert there == faces_of(fresh)
    assert {row.name: row.faces for row in list_people(scanned.index).persons} == {"Red": 5, "Green": 2}
    assert [row.decision.seq for row in log(scanned.index)] == [1, 2, 3, 4]
    assert status(scanned.index).runs[0].photos == 1
    assert check(scanned.index, sample=0, repair=False).problems == ()


def present(faces: list[tuple[object, ...]]) -> bool:
    """Whether the last column of a face's file, which holds since when the file is missing, is empty."""
    return all(face[-1] is None for face in faces)


FULL = """
import resource, signal, sys
from pathlib import Path
from photoindex.operations.common.index_lock import alone
from photoindex.store.opening.index import Index

resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with alone(Index(Path(sys.argv[1])), "scan", creates=True):
    print("alone")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file-size limits are those of POSIX")
def test_a_full_disk_does_not_prevent_exclusive_access(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "index.duckdb")],
        capture_output=True, text=True, check=False, cwd=ROOT, env=ENVIRONMENT,
    )  # fmt: skip
    assert done.stdout == "alone\n", done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
@pytest.mark.parametrize(("ignored", "stopped"), [(False, True), (True, False)])
def test_closing_the_terminal_stops_a_scan_unless_hangups_are_ignored(
    scanned: Library, tmp_path: Path, ignored: bool, stopped: bool
) -> None:
    for number in range(6 if ignored else 200):
        scanned.draw(f"many/{number}.jpg", "red", shade=number)
    handler = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)
    try:
        with running_scan(tmp_path) as process:
            while status(scanned.index).totals.photos < 8:
                time.sleep(0.1)
            process.send_signal(signal.SIGHUP)
            out, _ = process.communicate()
    finally:
        signal.signal(signal.SIGHUP, handler)
    assert out.split()[1:] == ["0", str(stopped)], out
    assert status(scanned.index).runs[0].interrupted == stopped
