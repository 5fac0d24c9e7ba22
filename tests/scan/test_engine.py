"""The engine with real worker processes and an analyzer that crashes or hangs on demand."""

import itertools
import multiprocessing.spawn
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.errors import MissingLibraryError
from photoindex.scan.engine import Engine, EngineOptions, most_workers
from photoindex.scan.messages import Task
from photoindex.scan.reading import Content, read_file
from tests.fakes import ColourAnalyzer, draw
from tests.scan.running import never, run, task_for


def cannot_load() -> ColourAnalyzer:
    raise MissingLibraryError("libGL.so.1 is missing", hint="install it")


def test_every_photo_gives_one_outcome_with_its_faces(tmp_path: Path) -> None:
    tasks = [task_for(draw(tmp_path / f"{n}.jpg", ["red"] * (n % 3), shade=n)) for n in range(12)]
    outcomes = run(tasks, EngineOptions(workers=2))
    assert len(outcomes) == 12
    for name, outcome in outcomes.items():
        assert isinstance(outcome, Analysed)
        assert len(outcome.faces) == int(name.removesuffix(".jpg")) % 3


def test_a_file_with_known_content_is_not_decoded(tmp_path: Path) -> None:
    first = run([task_for(draw(tmp_path / "a.jpg", ["red"]))], EngineOptions(workers=1))["a.jpg"]
    assert isinstance(first, Analysed)
    again = run([task_for(tmp_path / "a.jpg", [first.content_hash])], EngineOptions(workers=1))["a.jpg"]
    assert isinstance(again, AlreadyKnown)
    assert again.content_hash == first.content_hash


def test_a_photo_that_kills_its_worker_is_a_failure_and_the_other_photos_are_processed(tmp_path: Path) -> None:
    names = ["red", "crash", "green", "blue", "crash", "pink", "cyan", "yellow"]
    tasks = [task_for(draw(tmp_path / f"{n}-{name}.jpg", [name])) for n, name in enumerate(names)]
    outcomes = run(tasks, EngineOptions(workers=2))
    assert len(outcomes) == len(names)
    for name, outcome in outcomes.items():
        if "crash" in name:
            assert isinstance(outcome, Failed)
            assert "died" in outcome.error
        else:
            assert isinstance(outcome, Analysed)


def test_a_photo_that_hangs_times_out_and_the_other_photos_are_processed(tmp_path: Path) -> None:
    tasks = [task_for(draw(tmp_path / f"{name}.jpg", [name])) for name in ("hang", "red", "green", "blue")]
    outcomes = run(tasks, EngineOptions(workers=1, seconds_per_photo=2.0))
    hung = outcomes.pop("hang.jpg")
    assert isinstance(hung, Failed)
    assert "longer than 2 seconds" in hung.error
    assert all(isinstance(outcome, Analysed) for outcome in outcomes.values())
    assert len(outcomes) == 3


def read_unless_asleep(path: Path) -> Content:
    if path.name == "asleep.jpg":
        time.sleep(600)
    return read_file(path)


def test_a_file_on_an_unresponsive_disk_is_a_reading_failure_and_no_process_is_ended(tmp_path: Path) -> None:
    tasks = [task_for(draw(tmp_path / f"{name}.jpg", ["red"])) for name in ("first", "asleep", "red", "green")]
    outcomes, processes = {}, set()
    options = EngineOptions(workers=1, seconds_per_photo=4.0)
    with Engine(ColourAnalyzer, options, never, read=read_unless_asleep) as engine:
        for outcome in engine.run(iter(tasks)):
            outcomes[outcome.file.path.stem] = outcome
            processes |= set(engine.processes)
    asleep = outcomes.pop("asleep")
    assert isinstance(asleep, Failed)
    assert asleep.stage == "read"
    assert [type(outcome) for outcome in outcomes.values()] == [Analysed] * 3
    assert len(processes) == 1


class BriefAnalyzer(ColourAnalyzer):
    """An analyzer that takes some time, but much less than the limits of these tests."""

    def analyze(self, image, **how):  # type: ignore[no-untyped-def]
        time.sleep(0.3)
        return super().analyze(image, **how)


def test_the_time_spent_storing_results_does_not_count_towards_the_time_limit_of_a_photo(tmp_path: Path) -> None:
    tasks = [task_for(draw(tmp_path / f"{n}.jpg", ["red"], shade=n)) for n in range(12)]
    outcomes = []
    with Engine(BriefAnalyzer, EngineOptions(workers=1, seconds_per_photo=2.0), never) as engine:
        for outcome in engine.run(iter(tasks)):
            outcomes.append(outcome)
            if len(outcomes) in {2, 5}:
                time.sleep(4.0)
    assert [type(outcome) for outcome in outcomes] == [Analysed] * 12


SLEEPER = """
from pathlib import Path
import sys
from photoindex.scan.engine import Engine, EngineOptions
from tests.scan.test_engine import BriefAnalyzer, never, task_for

if __name__ == "__main__":
    tasks = [task_for(path) for path in sorted(Path(sys.argv[1]).glob("*.jpg"))]
    with Engine(BriefAnalyzer, EngineOptions(workers=2, seconds_per_photo=3.0), never) as engine:
        for outcome in engine.run(iter(tasks)):
            print(type(outcome).__name__, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_time_that_the_machine_sleeps_does_not_count_towards_the_time_limit_of_a_photo(tmp_path: Path) -> None:
    for n in range(12):
        draw(tmp_path / f"{n}.jpg", ["red"], shade=n)
    script, root = tmp_path / "sleeper.py", Path(__file__).parents[2]
    script.write_text(SLEEPER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        kinds = [process.stdout.readline().strip()]
        for signal_number, seconds in ((signal.SIGSTOP, 5.0), (signal.SIGCONT, 0.0)):
            os.killpg(process.pid, signal_number)
            time.sleep(seconds)
        kinds += process.stdout.read().split()
    assert kinds == ["Analysed"] * 12


def test_no_process_is_started_after_the_time_limit(tmp_path: Path) -> None:
    with Engine(ColourAnalyzer, EngineOptions(workers=2), lambda: True) as engine:
        assert list(engine.run(iter([task_for(draw(tmp_path / "a.jpg", ["red"]))]))) == []
        assert engine.processes == []


def test_the_number_of_workers_is_limited_by_the_system() -> None:
    assert most_workers("win32") == 60
    assert min(500, most_workers("linux"), most_workers("darwin")) == 500


def test_a_file_that_vanished_is_a_reading_failure(tmp_path: Path) -> None:
    task = task_for(draw(tmp_path / "a.jpg", ["red"]))
    (tmp_path / "a.jpg").unlink()
    outcome = run([task], EngineOptions(workers=1))["a.jpg"]
    assert isinstance(outcome, Failed)
    assert outcome.stage == "read"


def test_a_loading_error_in_a_worker_ends_the_run_with_its_message(tmp_path: Path) -> None:
    with pytest.raises(MissingLibraryError, match=r"libGL\.so\.1") as caught:
        run([task_for(draw(tmp_path / "a.jpg", ["red"]))], EngineOptions(workers=2), make=cannot_load)
    assert caught.value.hint == "install it"


def test_a_stop_request_ends_the_run_even_while_a_photo_hangs(tmp_path: Path) -> None:
    tasks = [task_for(draw(tmp_path / f"{n}.jpg", ["hang"], shade=n)) for n in range(4)]
    asked = itertools.count()

    def soon() -> bool:
        # The engine checks a few times a second. A hanging photo would hang for ten minutes.
        return next(asked) > 20

    assert run(tasks, EngineOptions(workers=2), stop=soon) == {}


class ProcessTeller(ColourAnalyzer):
    """An analyzer that reports in the score which process analyzed a photo."""

    def analyze(self, image, **how):  # type: ignore[no-untyped-def]
        return [replace(face, score=float(os.getpid())) for face in super().analyze(image, **how)]


def test_a_worker_is_replaced_after_its_share_of_tasks_and_nothing_is_lost(tmp_path: Path) -> None:
    tasks = [task_for(draw(tmp_path / f"{n}.jpg", ["red"], shade=n)) for n in range(30)]
    outcomes = run(tasks, EngineOptions(workers=2, photos_per_worker=6), make=ProcessTeller)
    assert len(outcomes) == 30
    processes = {outcome.faces[0].score for outcome in outcomes.values() if isinstance(outcome, Analysed)}
    # Each may finish the few tasks that it holds when its share is done.
    assert 3 <= len(processes) <= 5


SEED = 7


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_workers_killed_at_random_lose_at_most_their_current_photo(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    tasks = [task_for(draw(tmp_path / f"{n}.jpg", ["red"] * (n % 3), shade=n)) for n in range(80)]
    outcomes: dict[str, Outcome] = {}
    kills = 0
    with Engine(ColourAnalyzer, EngineOptions(workers=2), never) as engine:
        for outcome in engine.run(iter(tasks)):
            assert outcome.file.path.name not in outcomes
            outcomes[outcome.file.path.name] = outcome
            if kills < 12 and chance.random() < 0.3:
                # A worker killed just now may have ended before the engine notices.
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(engine.processes), signal.SIGKILL)
                    kills += 1
        assert len(engine.processes) == 2
    assert kills == 12
    assert len(outcomes) == 80
    failed = [outcome for outcome in outcomes.values() if isinstance(outcome, Failed)]
    assert all("died" in outcome.error for outcome in failed)
    # A photo is given up only after its worker was killed twice.
    assert len(failed) <= kills // 2
    for name, outcome in outcomes.items():
        if isinstance(outcome, Analysed):
            assert len(outcome.faces) == int(name.removesuffix(".jpg")) % 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes a named pipe")
def test_a_pipe_in_place_of_a_photo_is_a_failure_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    outcome = run([Task(PhotoFile(tmp_path / "a.jpg", 1, 1))], EngineOptions(workers=1))["a.jpg"]
    assert isinstance(outcome, Failed)
    assert (outcome.stage, "no longer a file" in outcome.error) == ("read", True)


def ends_at_once() -> ColourAnalyzer:
    os._exit(9)


def test_workers_that_never_start_end_the_run_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(MissingLibraryError, match="could not start"):
        run([task_for(draw(tmp_path / "a.jpg", ["red"]))], EngineOptions(workers=1), make=ends_at_once)


def test_a_python_that_the_user_may_not_start_is_named(tmp_path: Path) -> None:
    before = multiprocessing.spawn.get_executable()
    multiprocessing.set_executable(str(tmp_path / "python-that-was-updated"))
    try:
        with pytest.raises(MissingLibraryError, match="python-that-was-updated"):
            run([task_for(draw(tmp_path / "a.jpg", ["red"]))], EngineOptions(workers=1))
    finally:
        multiprocessing.set_executable(before)


CROWDED = """
import resource
from photoindex.errors import MissingLibraryError
from photoindex.scan.engine import Engine, EngineOptions
from tests.fakes import ColourAnalyzer

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
    with Engine(ColourAnalyzer, EngineOptions(workers=40), bool) as engine:
        try:
            list(engine.run(iter([])))
        except MissingLibraryError as error:
            print(error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits are those of POSIX")
def test_more_workers_than_the_system_allows_end_the_run_with_a_reason(tmp_path: Path) -> None:
    script, root = tmp_path / "crowded.py", Path(__file__).parents[2]
    script.write_text(CROWDED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    assert "could not start (Too many open files)" in done.stdout, done.stderr
