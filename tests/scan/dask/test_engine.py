"""Scans on a Dask cluster of separate processes under nannies have the same results as on one machine."""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from photoindex.advice.actions import Action
from photoindex.domain.outcome import Outcome
from photoindex.errors import DaskError
from photoindex.operations.failures import failures
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress, ScanProgress, ScanSummary
from photoindex.operations.status import status
from photoindex.packs.manifest import load_pack
from photoindex.packs.registry import default_pack
from photoindex.scan.worker import MakeAnalyzer
from photoindex.store.opening.index import Index
from tests.fakes import ColourAnalyzer, SlowAnalyzer, draw, fake_pack
from tests.stored import faces_of, groups_of


def local_cluster(workers: int, **wishes: object) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        **wishes,
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with local_cluster(2) as cluster:
        yield cluster


class DeadlyColours(ColourAnalyzer):
    """An analyzer that, when it sees pink, kills the Dask worker and not only its analyzing process."""

    def analyze(self, image, **how):  # type: ignore[no-untyped-def]
        if [value > 128 for value in image[50, 50]] == [True, False, True]:
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        return super().analyze(image, **how)


class AtOutcome(NoProgress):
    """A progress display that calls a function once, after a number of photos."""

    def __init__(self, number: int, act: Callable[[], None]) -> None:
        self.left, self.act = number, act

    def outcome(self, outcome: Outcome) -> None:
        self.left -= 1
        if self.left == 0:
            self.act()


def colours(folder: Path, photos: int) -> Path:
    names = ["red", "green", "blue", "yellow", "cyan"]
    for number in range(photos):
        draw(folder / f"{number:03d}.jpg", [names[number % 5]] * (number % 3), shade=number)
    return folder


def scan_colours(
    folder: Path,
    index: Path,
    cluster: LocalCluster | None = None,
    make: MakeAnalyzer = ColourAnalyzer,
    progress: ScanProgress | None = None,
    **wishes: object,
) -> ScanSummary:
    address = None if cluster is None else cluster.scheduler_address
    request = ScanRequest((folder,), scheduler=address, **wishes)  # type: ignore[arg-type]
    pack = fake_pack(index.parent / "pack")
    return scan(Index(index), pack, request, progress or NoProgress(), make_analyzer=make)


def same_index(one: Path, other: Path) -> bool:
    return faces_of(Index(one)) == faces_of(Index(other)) and groups_of(Index(one)) == groups_of(Index(other))


def scan_for_real(folder: Path, index: Path, cluster: LocalCluster | None = None) -> ScanSummary:
    request = ScanRequest((folder,), scheduler=None if cluster is None else cluster.scheduler_address)
    return scan(Index(index), default_pack(), request, NoProgress())


def test_a_cluster_finds_the_same_faces_in_real_photos_as_one_machine(
    cluster: LocalCluster, group_photo: Path, portrait_photo: Path, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for photo in (group_photo, portrait_photo):
        shutil.copy2(photo, photos)
    (photos / "broken.jpg").write_bytes(b"x")
    there = scan_for_real(photos, tmp_path / "there.duckdb", cluster)
    here = scan_for_real(photos, tmp_path / "here.duckdb")
    assert (there.photos, there.faces, there.failed) == (here.photos, here.faces, here.failed) == (2, 7, 1)
    assert same_index(tmp_path / "there.duckdb", tmp_path / "here.duckdb")
    # A second scan recognises them all.
    assert scan_for_real(photos, tmp_path / "there.duckdb", cluster).unchanged == 2


@pytest.mark.shared_data
def test_a_cluster_finds_the_same_faces_in_crowded_photos_as_one_machine(
    cluster: LocalCluster, shared_data: Path, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for photo in sorted((shared_data / "celeba-inthewild").rglob("*.jpg"))[:24]:
        shutil.copy2(photo, photos)
    there = scan_for_real(photos, tmp_path / "there.duckdb", cluster)
    here = scan_for_real(photos, tmp_path / "here.duckdb")
    assert (there.photos, there.faces) == (here.photos, here.faces)
    assert there.faces >= 24
    assert same_index(tmp_path / "there.duckdb", tmp_path / "here.duckdb")


def test_a_photo_that_crashes_or_hangs_has_the_same_effect_as_on_one_machine(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    photos = colours(tmp_path / "photos", 12)
    draw(photos / "crash.jpg", ["crash"])
    draw(photos / "hang.jpg", ["hang"])
    summary = scan_colours(photos, tmp_path / "there.duckdb", cluster, seconds_per_photo=5.0)
    assert (summary.photos, summary.failed) == (12, 2)
    told = {row.path.name: (row.stage, row.error) for row in failures(Index(tmp_path / "there.duckdb"))}
    assert told["crash.jpg"][0] == told["hang.jpg"][0] == "worker"
    assert "died" in told["crash.jpg"][1]
    assert "longer than 5 seconds" in told["hang.jpg"][1]


def test_a_copy_of_a_known_photo_is_not_decoded_again(cluster: LocalCluster, tmp_path: Path) -> None:
    photos = colours(tmp_path / "photos", 3)
    scan_colours(photos, tmp_path / "index.duckdb", cluster)
    shutil.copy(photos / "001.jpg", photos / "copy.jpg")
    summary = scan_colours(photos, tmp_path / "index.duckdb", cluster)
    assert (summary.photos, summary.copies) == (0, 1)


def test_workers_read_photos_under_their_own_paths_and_the_index_keeps_the_paths_of_this_machine(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    colours(tmp_path / "here" / "2001", 8)
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    # The two files differ only in this test, to show which one was read.
    draw(tmp_path / "there" / "2001" / "000.jpg", ["pink", "pink", "pink"])
    mapped = (f"{tmp_path / 'here'}={tmp_path / 'there'}",)
    summary = scan_colours(tmp_path / "here", tmp_path / "index.duckdb", cluster, path_map=mapped)
    assert (summary.photos, summary.faces, summary.failed) == (8, 3 + sum(n % 3 for n in range(8)), 0)
    with Index(tmp_path / "index.duckdb").reading() as connection:
        paths = {Path(path) for (path,) in connection.execute("SELECT path FROM file").fetchall()}
    assert paths == set((tmp_path / "here" / "2001").iterdir())


def test_a_worker_without_access_to_the_photos_is_named_and_no_photo_fails(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    photos = colours(tmp_path / "photos", 8)
    elsewhere = tmp_path / "elsewhere"
    with pytest.raises(DaskError, match="cannot read") as caught:
        scan_colours(photos, tmp_path / "index.duckdb", cluster, path_map=(f"{photos}={elsewhere}",))
    assert "tcp://127.0.0.1" in caught.value.message
    assert str(elsewhere / "000.jpg") in caught.value.message
    assert caught.value.advice == (Action.MAP_FOLDERS,)
    assert failures(Index(tmp_path / "index.duckdb")) == []
    assert scan_colours(photos, tmp_path / "index.duckdb", cluster).photos == 8


def test_storage_that_disappears_on_workers_ends_the_scan_and_the_next_scan_finishes_the_rest(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    colours(tmp_path / "here", 80)
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    mapped = (f"{tmp_path / 'here'}={tmp_path / 'there'}",)
    unmount = AtOutcome(10, lambda: (tmp_path / "there").rename(tmp_path / "away") and None)
    with pytest.raises(DaskError, match="cannot read"):
        scan_colours(
            tmp_path / "here", tmp_path / "index.duckdb", cluster, partial(SlowAnalyzer, 0.1), unmount, path_map=mapped
        )
    index = Index(tmp_path / "index.duckdb")
    assert failures(index) == []
    (run,) = status(index).runs
    assert run.interrupted and 10 <= run.photos < 80
    (tmp_path / "away").rename(tmp_path / "there")
    rest = scan_colours(tmp_path / "here", index.path, cluster, path_map=mapped)
    assert rest.photos == 80 - run.photos


def test_a_scan_with_a_time_limit_also_stops_on_a_cluster_and_the_next_scan_continues(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    photos = colours(tmp_path / "photos", 150)
    # Two workers need 0.1 seconds per photo.
    summary = scan_colours(photos, tmp_path / "index.duckdb", cluster, partial(SlowAnalyzer, 0.1), seconds=4.0)
    assert not summary.interrupted
    assert summary.left > 0
    rest = scan_colours(photos, tmp_path / "index.duckdb", cluster)
    assert (rest.photos, rest.left) == (summary.left, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_no_photo_is_lost_if_a_worker_is_killed_during_a_scan(tmp_path: Path) -> None:
    photos = colours(tmp_path / "photos", 60)
    scan_colours(photos, tmp_path / "here.duckdb")
    with local_cluster(2) as cluster:
        victim = cluster.workers[0].pid

        def kill() -> None:
            os.kill(victim, signal.SIGKILL)

        summary = scan_colours(
            photos, tmp_path / "there.duckdb", cluster, partial(SlowAnalyzer, 0.1), AtOutcome(5, kill)
        )
        assert cluster.workers[0].pid != victim
    assert (summary.photos, summary.failed) == (60, 0)
    assert same_index(tmp_path / "there.duckdb", tmp_path / "here.duckdb")


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_a_photo_that_kills_whole_workers_is_a_failure_and_the_other_photos_are_processed(tmp_path: Path) -> None:
    photos = colours(tmp_path / "photos", 40)
    draw(photos / "deadly.jpg", ["pink"])
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}), local_cluster(2) as cluster:
        summary = scan_colours(photos, tmp_path / "index.duckdb", cluster, DeadlyColours)
    assert (summary.photos, summary.failed) == (40, 1)
    (told,) = failures(Index(tmp_path / "index.duckdb"))
    assert (told.path.name, told.stage) == ("deadly.jpg", "worker")
    assert "died while working on it" in told.error


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_a_missing_pack_is_sent_to_all_workers_even_to_one_that_joins_later(
    portrait_photo: Path, tmp_path: Path
) -> None:
    folder, received = tmp_path / "pack", tmp_path / "worker-data" / "received-packs"
    shutil.copytree(default_pack().folder, folder)
    manifest = json.loads((folder / "pack.json").read_text(encoding="utf-8")) | {"name": "mine"}
    manifest["detector"]["score_threshold"] += 0.01
    (folder / "pack.json").write_text(json.dumps(manifest), encoding="utf-8")
    pack = load_pack(folder)
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(12):
        # The trailing bytes turn the copies into different photos.
        (photos / f"{number}.png").write_bytes(portrait_photo.read_bytes() + bytes([number]))
    with local_cluster(1, env={"PHOTOINDEX_DATA": str(tmp_path / "worker-data")}) as cluster:

        def forget() -> None:
            (received / pack.fingerprint).rename(tmp_path / "forgotten")
            os.kill(cluster.workers[0].pid, signal.SIGKILL)

        request = ScanRequest((photos,), scheduler=cluster.scheduler_address)
        summary = scan(Index(tmp_path / "index.duckdb"), pack, request, AtOutcome(1, forget))
    assert (summary.photos, summary.faces, summary.failed) == (12, 12, 0)
    assert (tmp_path / "forgotten").is_dir()
    assert [path.name for path in received.iterdir()] == [pack.fingerprint]
    load_pack(received / pack.fingerprint).verify()
