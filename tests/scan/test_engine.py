"""The engine with real worker processes and an analyzer that crashes or hangs on demand."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.errors import MissingLibraryError
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.messages import Task
from photoindex.scan.worker import MakeAnalyzer
from tests.fakes import ColourAnalyzer, draw


def never() -> bool:
    return False


def task_for(path: Path, known: Sequence[str] = ()) -> Task:
    status = path.stat()
    return Task(PhotoFile(path, status.st_size, status.st_mtime_ns), frozenset(known))


def run(
    tasks: Sequence[Task],
    options: EngineOptions,
    make: MakeAnalyzer = ColourAnalyzer,
    stop: Callable[[], bool] = never,
) -> dict[str, Outcome]:
    with Engine(make, options, stop) as engine:
        return {outcome.file.path.name: outcome for outcome in engine.run(iter(tasks))}


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


def test_a_photo_that_kills_its_worker_is_a_failure_and_the_others_are_done(tmp_path: Path) -> None:
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


def test_a_photo_that_hangs_is_given_up_after_its_time_and_the_others_are_done(tmp_path: Path) -> None:
    tasks = [task_for(draw(tmp_path / f"{name}.jpg", [name])) for name in ("hang", "red", "green", "blue")]
    began = time.monotonic()
    outcomes = run(tasks, EngineOptions(workers=1, seconds_per_photo=2.0))
    assert time.monotonic() - began < 60
    hung = outcomes.pop("hang.jpg")
    assert isinstance(hung, Failed)
    assert "longer than 2 seconds" in hung.error
    assert all(isinstance(outcome, Analysed) for outcome in outcomes.values())
    assert len(outcomes) == 3


def test_a_file_that_vanished_is_a_failure_of_reading(tmp_path: Path) -> None:
    task = task_for(draw(tmp_path / "a.jpg", ["red"]))
    (tmp_path / "a.jpg").unlink()
    outcome = run([task], EngineOptions(workers=1))["a.jpg"]
    assert isinstance(outcome, Failed)
    assert outcome.stage == "read"


def test_what_a_worker_cannot_load_ends_the_run_with_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(MissingLibraryError, match=r"libGL\.so\.1") as caught:
        run([task_for(draw(tmp_path / "a.jpg", ["red"]))], EngineOptions(workers=2), make=cannot_load)
    assert caught.value.hint == "install it"


def test_a_stop_ends_the_run_within_two_seconds_even_in_a_hanging_photo(tmp_path: Path) -> None:
    tasks = [task_for(draw(tmp_path / f"{n}.jpg", ["hang"], shade=n)) for n in range(4)]
    began = time.monotonic()

    def soon() -> bool:
        return time.monotonic() - began > 3

    assert run(tasks, EngineOptions(workers=2), stop=soon) == {}
    assert time.monotonic() - began < 3 + 2
