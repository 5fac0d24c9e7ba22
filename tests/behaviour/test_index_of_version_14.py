"""An index of version 14 holds faces of the first recipe. A scan embeds them again, and all names stay."""

import gzip
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import insightface
import pytest

from photoindex.cli.main import run
from photoindex.domain.outcome import Outcome
from photoindex.domain.targets import Target
from photoindex.operations.check import check
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.log import log
from photoindex.operations.move import move
from photoindex.operations.people import list_people
from photoindex.operations.scan import Renewal, ScanRequest, ScanSummary, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.show import show_group, show_photo
from photoindex.operations.status import status
from photoindex.operations.undo import undo
from photoindex.packs.registry import default_pack
from photoindex.store.opening.index import Index

FIXTURE = Path(__file__).parents[1] / "store" / "data" / "version-14.duckdb.gz"
ROOT = Path(__file__).parents[2]
SHIPPED = Path(insightface.__file__).parent / "data" / "images"
PEOPLE = {"Ann": (3, 3), "Ben": (3, 1), "Clare": (3, 2), "Max": (3, 2), "Dora": (1, 1), "Ghost": (1, 1), "Tom": (1, 1)}
# Everything that users decided or can see. The ids in them are those of the index as it was.
KEPT = {
    "decision": "*", "decision_face": "*", "person": "*", "cluster": "* EXCLUDE (made_at)", "membership": "*",
    "assignment": "* EXCLUDE (probability)", "claim": "*", "written_name": "*", "photo": "* EXCLUDE (facts_version)",
    "face": "face_id, photo_id, round(x, 3), round(y, 3), by_hand",
}  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Index:
    """The index as version 14 left it: 20 faces, one of them drawn, in 7 photos, which InsightFace ships (three of them
    are one picture), and nearly every kind of decision, an import and names written into sidecars.
    """
    photos = tmp_path / "photos"
    photos.mkdir()
    for count, name in enumerate("abc"):
        (photos / f"{name}.jpg").write_bytes((SHIPPED / "t1.jpg").read_bytes() + bytes(count))
    for name in ("Tom_Hanks_54745.png", "mask_black.jpg", "mask_blue.jpg", "mask_white.jpg"):
        shutil.copy(SHIPPED / name, photos / name)
    index = Index(tmp_path / "index.duckdb")
    index.path.write_bytes(gzip.decompress(FIXTURE.read_bytes()))
    with duckdb.connect(str(index.path)) as connection:
        for path in photos.iterdir():
            connection.execute(
                "UPDATE file SET mtime_ns = ?, ctime_ns = NULL, inode = NULL WHERE path = ?",
                [path.stat().st_mtime_ns, f"/photos/{path.name}"],
            )
    move(index, Path("/photos"), photos)
    return index


def rescan(index: Index, progress: NoProgress | None = None) -> ScanSummary:
    return scan(
        index, default_pack(), ScanRequest((index.path.parent / "photos",), workers=1), progress or NoProgress()
    )


def kept_rows(index: Index) -> dict[str, list[tuple[Any, ...]]]:
    with index.reading() as connection:
        return {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()
            for table, columns in KEPT.items()
        }


def people(index: Index) -> dict[str | None, tuple[int, int]]:
    return {row.name: (row.faces, row.confirmed) for row in list_people(index).persons}


def found(index: Index, name: str) -> list[str]:
    return sorted(path.name for photo in find(index, FindRequest((name,))).photos for path in photo.paths)


class StopsAfter(NoProgress):
    """Stops the scan as Ctrl-C does, after some photos."""

    def __init__(self, photos: int) -> None:
        self.renewals: list[Renewal] = []
        self._left = photos

    def renewing(self, renewal: Renewal) -> None:
        self.renewals.append(renewal)

    def outcome(self, outcome: Outcome) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGINT)


def test_before_the_first_scan_status_says_that_all_photos_will_be_embedded_again(
    old: Index, capsys: pytest.CaptureFixture[str]
) -> None:
    before = status(old)
    assert before.next_pack is not None
    assert (before.next_pack.fingerprint, before.next_pack.done, before.next_pack.files) == (
        default_pack().fingerprint, 0, 7,
    )  # fmt: skip
    assert (before.fingerprint, before.left) == (default_pack().earlier_fingerprints[0], 7)
    assert run(["status", "--index", str(old.path)]) == 0
    shown = capsys.readouterr().out
    assert "Left    7 files to scan" in shown
    assert "opencv-zoo: 0 of 7 photos embedded; until all are, the old faces are shown" in shown


def test_a_scan_that_is_stopped_and_resumed_keeps_everything(old: Index) -> None:
    before = kept_rows(old)
    assert people(old) == PEOPLE
    first = StopsAfter(3)
    summary = rescan(old, first)
    assert (summary.interrupted, summary.renewing) == (True, True)
    assert first.renewals == [Renewal(7, 7, None)]
    assert people(old) == PEOPLE
    assert found(old, "Clare") == ["a.jpg", "b.jpg", "c.jpg"]
    coming = status(old).next_pack
    assert coming is not None
    assert 3 <= coming.done < 7
    second = StopsAfter(100)
    assert rescan(old, second).unseen == 0
    assert second.renewals == [Renewal(7 - coming.done, 7, None)]
    assert kept_rows(old) == before
    assert people(old) == PEOPLE
    assert check(old, sample=0, repair=False).problems == ()


def test_decisions_can_be_undone_afterwards_and_names_still_follow_likeness(old: Index) -> None:
    rescan(old)
    assert [row.decision.seq for row in log(old) if not row.in_force] == [15]
    assert undo(old).undone.kind == "import"
    assert "Dora" not in people(old)
    face = show_photo(old, old.path.parent / "photos" / "a.jpg").faces[4]
    label(old, Target("face", ids=(face.face_id,)), "Fay")
    assert people(old)["Fay"] == (2, 1)
    assert {row.status for row in show_group(old, Target("person", name="Ben")).faces} == {"confirmed", "automatic"}


KILLED = """
import os, signal, sys, time
from pathlib import Path
from photoindex.cli.main import run
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.packs.registry import default_pack
from photoindex.store.opening.index import Index

class Dies(NoProgress):
    done = 0
    def outcome(self, outcome):
        self.done += 1
        if self.done == 3:
            time.sleep(2.5)  # The next batch is due then.
        if self.done == 5:
            os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

if __name__ == "__main__":
    scan(Index(Path(sys.argv[1])), default_pack(), ScanRequest((Path(sys.argv[2]),), workers=1), Dies())
"""


def test_a_killed_scan_is_resumed_with_all_names(old: Index, tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    command = [sys.executable, str(script), str(old.path), str(old.path.parent / "photos")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, env=environment, check=False, timeout=300).returncode != 0
    assert people(old) == PEOPLE
    coming = status(old).next_pack
    assert coming is not None
    assert 0 < coming.done < 7
    assert check(old, sample=0, repair=False).problems == ()
    rescan(old)
    assert people(old) == PEOPLE
    assert status(old).next_pack is None
    with old.reading() as connection:
        rows = connection.execute("SELECT DISTINCT fingerprint FROM face UNION SELECT fingerprint FROM analysis")
        assert rows.fetchall() == [(default_pack().fingerprint,)]
