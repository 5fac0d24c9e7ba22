"""Kill a scan again and again, at moments determined by a seed. `make fuzz` kills it 100 times."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from photoindex.operations.check import check
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.store.opening.index import Index
from tests.fakes import ColourAnalyzer, draw, fake_pack
from tests.stored import faces_of, groups_of

SEED = int(os.environ.get("PHOTOINDEX_FUZZ_SEED", "20261122"))
KILLS = int(os.environ.get("PHOTOINDEX_FUZZ_KILLS", "6"))
PHOTOS = 60
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills process groups as POSIX knows them")

SCRIPT = """
import sys
from functools import partial
from pathlib import Path
from photoindex.operations.scanning import result_writer
from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.scan import ScanRequest, scan
from photoindex.store.opening.index import Index
from tests.fakes import SlowAnalyzer, fake_pack

if __name__ == "__main__":
    folder, index = Path(sys.argv[1]), Path(sys.argv[2])
    # More moments to be killed in.
    result_writer._COMMIT_SECONDS = 0.2
    print("begins", flush=True)
    request = ScanRequest((folder / "photos",), workers=2)
    scan(Index(index), fake_pack(folder / "pack"), request, NoProgress(), make_analyzer=partial(SlowAnalyzer, 0.05))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chance = random.Random(SEED)
    colours = ["red", "green", "blue", "yellow", "cyan", "pink"]
    for number in range(PHOTOS):
        people = chance.sample(colours, chance.randrange(4))
        draw(tmp_path / "photos" / f"{number % 5}" / f"{number}.jpg", people, shade=number)
    (tmp_path / "photos" / "broken.jpg").write_bytes(b"x")
    (tmp_path / "killed.py").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def run_to_the_end(folder: Path, index: Index) -> None:
    request = ScanRequest((folder / "photos",), workers=2)
    scan(index, fake_pack(folder / "pack"), request, NoProgress(), make_analyzer=ColourAnalyzer)


def killed_after(folder: Path, index: Path, seconds: float) -> bool:
    """Run a scan and kill all its processes this number of seconds after its start. False if the scan ended before
    that.
    """
    command = [sys.executable, str(folder / "killed.py"), str(folder), str(index)]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return True
    assert process.returncode == 0
    return False


@pytest.mark.timeout(7200)
def test_a_killed_scan_leaves_complete_photos_and_the_next_finishes_the_rest(folder: Path) -> None:
    calm = Index(folder / "calm.duckdb")
    run_to_the_end(folder, calm)
    expected, groups = faces_of(calm), groups_of(calm)
    assert len(expected) == PHOTOS
    chance = random.Random(SEED)
    kills = finished = half_way = 0
    index = Index(folder / "index.duckdb", patience=30)
    # On a busy machine, a scan may not have stored anything yet at any of these moments.
    while kills < KILLS or not half_way:
        kills += killed_after(folder, index.path, chance.uniform(0.0, 5.0 + max(0, kills - KILLS)))
        if not index.path.exists():
            continue
        # The index opens and is consistent, and every photo in it is complete.
        assert check(index, sample=0, repair=False).problems == ()
        found = faces_of(index)
        assert all(faces == expected[content_hash] for content_hash, faces in found.items())
        half_way += 0 < len(found) < PHOTOS
        if len(found) == PHOTOS:
            run_to_the_end(folder, index)
            assert (faces_of(index), groups_of(index)) == (expected, groups)
            finished += 1
            index.path.unlink()
    run_to_the_end(folder, index)
    assert (faces_of(index), groups_of(index)) == (expected, groups)
    sys.stdout.write(f"\nseed {SEED}: {kills} kills, {half_way} with a part stored, {finished} scans that finished\n")
