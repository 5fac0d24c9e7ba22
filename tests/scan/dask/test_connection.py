"""Error messages for clusters that cannot be used."""

import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from photoindex import __version__
from photoindex.advice.machines import InstallOnCluster, StartWorkers
from photoindex.cli.installation import install_command
from photoindex.cli.main import run
from photoindex.errors import DaskError
from photoindex.scan.dask.connection import check_versions, connected, problem_of, wait_for_workers
from photoindex.scan.dask.messages import Unable
from tests.fakes import draw


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    draw(tmp_path / "photos" / "a.jpg", ["red"])
    return tmp_path / "photos"


def scan_command(photos: Path, *words: str) -> int:
    return run(["scan", str(photos), "--index", str(photos.parent / "index.duckdb"), *words])


def test_a_scheduler_that_does_not_answer_is_reported_with_its_address(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as nobody:
        # Bound but not listening, so that no other process answers there.
        nobody.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        assert scan_command(photos, "--scheduler", address) == 8
    told = capsys.readouterr().err
    assert f"there is no Dask scheduler at {address}" in told
    assert "dask scheduler" in told


def test_an_invalid_address_is_reported(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scan_command(photos, "--scheduler", "smoke://signals") == 8
    assert "there is no Dask scheduler at smoke://signals" in capsys.readouterr().err


def test_the_scan_quickly_gives_up_on_a_server_that_is_not_a_scheduler() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(DaskError, match="does not answer") as caught, connected(address, patience=0.5):
            pass
    assert address in caught.value.message


def test_the_address_of_a_worker_is_not_mistaken_for_the_address_of_a_scheduler() -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        with pytest.raises(DaskError, match="is a Dask worker") as caught, connected(cluster.workers[0].worker_address):
            pass
        assert cluster.scheduler_address in caught.value.hint


def test_without_dask_the_command_that_installs_it_is_named(
    photos: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert scan_command(photos, "--scheduler", "tcp://127.0.0.1:8786") == 7
    assert install_command("dask[distributed]") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "/mnt/nas=/Volumes/nas"], "with --scheduler ADDRESS"),
        (["--scheduler", "tcp://127.0.0.1:1", "--map", "nas"], "HERE=THERE"),
        (["--scheduler", "tcp://127.0.0.1:1", "--workers", "2"], "--workers"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    photos: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert scan_command(photos, *words) == 2
    assert said in capsys.readouterr().err


def test_a_cluster_without_workers_is_reported_with_the_way_to_start_one() -> None:
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster,
        connected(cluster.scheduler_address) as client,
        pytest.raises(DaskError, match="has no workers") as caught,
    ):
        wait_for_workers(client, lambda: False, seconds=0.1)
    assert caught.value.advice == (StartWorkers(cluster.scheduler_address),)


class Versions:
    """A client that only reports versions."""

    def __init__(self, **of_the_worker: str | None) -> None:
        self.ours: dict[str, str | None] = {"distributed": "2026.8.0", "photoindex": __version__}
        self.theirs = self.ours | of_the_worker

    def get_versions(self, packages: list[str]) -> dict[str, Any]:
        assert packages == ["photoindex"]
        ours, theirs = {"packages": self.ours}, {"packages": self.theirs}
        return {"client": ours, "scheduler": ours, "workers": {"tcp://10.0.0.7:1": theirs}}


@pytest.mark.parametrize(
    ("theirs", "said", "package"),
    [
        (
            {"distributed": "2025.1.0"},
            "the worker tcp://10.0.0.7:1 has distributed 2025.1.0",
            "dask[distributed]==2026.8.0",
        ),
        (
            {"photoindex": "0.0.1"},
            "the worker tcp://10.0.0.7:1 has photoindex 0.0.1",
            f"photoindex[distributed]=={__version__}",
        ),
        (
            {"photoindex": None},
            "the worker tcp://10.0.0.7:1 has no photoindex",
            "photoindex[distributed]",
        ),
    ],
)
def test_different_versions_are_reported_with_the_name_of_the_package(
    theirs: dict[str, str | None], said: str, package: str
) -> None:
    with pytest.raises(DaskError, match=said) as caught:
        check_versions(Versions(**theirs))
    assert caught.value.advice == (InstallOnCluster(package),)


def test_equal_versions_are_accepted() -> None:
    check_versions(Versions())


def test_an_error_on_a_worker_arrives_with_its_hint_and_its_advice() -> None:
    install = InstallOnCluster("photoindex[distributed]==2")
    problem = problem_of("tcp://10.0.0.7:1", Unable("w", "it has photoindex 1", "Upgrade it.", (install,)))
    assert problem.message == "the worker tcp://10.0.0.7:1 cannot scan: it has photoindex 1"
    assert (problem.hint, problem.advice) == ("Upgrade it.", (install,))
    only = problem_of("w", Unable("w", "it is full", "", (install,)))
    assert (only.hint, only.advice) == ("", (install,))
    silent = problem_of("w", Unable("w", "it is full", ""))
    assert (silent.hint, silent.advice) == (DaskError.hint, ())
