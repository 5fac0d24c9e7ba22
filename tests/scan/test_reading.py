"""A worker reads the next files ahead, up to a limit, and reports errors for the right photo."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.decode import DecodeLimits
from photoindex.domain.face import Face
from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed
from photoindex.domain.photo import PhotoFile
from photoindex.errors import PhotoError
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.messages import Done, Ready, Task
from photoindex.scan.reading import BYTES_AHEAD, READS_AHEAD, Content, ReadAhead, ReadFile, read_file
from photoindex.scan.worker import serve
from tests.fakes import ColourAnalyzer, draw

LATENCY = 0.02
PATIENCE = 300.0


def task(name: str, size: int = 1000) -> Task:
    return Task(PhotoFile(Path("/photos") / name, size, 0))


class Library:
    """A reader of imaginary files; a read that has begun ends when the test releases it."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._changed = threading.Condition()
        self._let_go: set[str] = set()

    def read(self, path: Path) -> Content:
        with self._changed:
            self.begun.append(path.name)
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: path.name in self._let_go, PATIENCE)
        return Content(PhotoFile(path, 1, 1), path.name.encode(), path.name)

    def let_go(self, *names: str) -> None:
        with self._changed:
            self._let_go.update(names)
            self._changed.notify_all()

    def wait_until_begun(self, *names: str) -> bool:
        """Wait until reads begin, and check that they are exactly these."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.begun) >= len(names), PATIENCE)
            return sorted(self.begun) == sorted(names)


@pytest.fixture
def library() -> Library:
    return Library()


def test_the_next_few_files_are_read_while_a_photo_is_processed(library: Library) -> None:
    ahead = ReadAhead(library.read, PATIENCE)
    names = [f"{number}.jpg" for number in range(READS_AHEAD + 3)]
    for name in names:
        ahead.put(task(name))
    assert library.wait_until_begun(*names[:READS_AHEAD])
    ahead.take()
    assert library.wait_until_begun(*names[: READS_AHEAD + 1])
    ahead.take()
    assert library.wait_until_begun(*names[: READS_AHEAD + 2])
    assert len(ahead) == len(names) - 2
    library.let_go(*names)


def test_tasks_keep_their_order_regardless_of_which_read_ends_first(library: Library) -> None:
    ahead = ReadAhead(library.read, PATIENCE)
    for name in ("a", "b", "c"):
        ahead.put(task(name))
    library.let_go("c", "b")
    library.let_go("a")
    for name in ("a", "b", "c"):
        given, content = ahead.take()
        assert given.file.path.name == name
        assert content().data == name.encode()


def test_a_huge_file_is_read_by_itself(library: Library) -> None:
    ahead = ReadAhead(library.read, PATIENCE)
    sizes = {"small": 1000, "huge": BYTES_AHEAD, "next": 1000, "last": 1000}
    for name, size in sizes.items():
        ahead.put(task(name, size))
    assert library.wait_until_begun("small")
    ahead.take()
    assert library.wait_until_begun("small")
    ahead.take()
    assert library.wait_until_begun("small", "huge")
    given, _ = ahead.take()
    assert given.file.path.name == "next"
    assert library.wait_until_begun(*sizes)
    library.let_go(*sizes)


def test_a_reading_error_is_reported_in_the_order_of_the_tasks() -> None:
    def read(path: Path) -> Content:
        if path.name == "broken":
            raise PhotoError("read", "cannot be read: Input/output error")
        return Content(PhotoFile(path, 1, 1), b"whole", "")

    ahead = ReadAhead(read, PATIENCE)
    for name in ("whole", "broken", "whole too"):
        ahead.put(task(name))
    assert ahead.take()[1]().data == b"whole"
    _, content = ahead.take()
    with pytest.raises(PhotoError, match="Input/output error"):
        content()
    assert ahead.take()[1]().data == b"whole"


def test_a_file_that_takes_too_long_to_read_is_a_reading_failure(library: Library) -> None:
    ahead = ReadAhead(library.read, 0.3)
    ahead.put(task("a"))
    _, content = ahead.take()
    with pytest.raises(PhotoError, match=r"within 0\.3 seconds") as caught:
        content()
    assert caught.value.stage == "read"
    library.let_go("a")


class Attentive(ColourAnalyzer):
    """Finishes a photo only when the next file is being read."""

    def __init__(self, next_begun: Callable[[], bool]) -> None:
        self._next_begun = next_begun
        self.seen: list[bool] = []

    def analyze(self, image: NDArray[np.uint8], **how: object) -> list[Face]:
        self.seen.append(self._next_begun())
        return super().analyze(image, **how)


@contextmanager
def a_worker(
    analyzer: ColourAnalyzer, read: ReadFile, tasks: Sequence[Task] = ()
) -> Iterator["Connection[object, object]"]:
    """Run a worker in a thread. The `tasks` are in its pipe before it starts."""
    ours, theirs = Pipe()
    for task in tasks:
        ours.send(task)

    def run() -> None:
        with pytest.raises(EOFError):
            serve(theirs, lambda: analyzer, DecodeLimits(), ReadAhead(read, PATIENCE))
        theirs.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert isinstance(ours.recv(), Ready)
        yield ours
    finally:
        ours.close()
        thread.join(PATIENCE)


def test_the_next_photos_are_read_from_a_slow_disk_before_one_is_finished(tmp_path: Path) -> None:
    paths = [draw(tmp_path / f"{number}.jpg", ["red"], shade=number) for number in range(8)]
    begun, change = [], threading.Condition()

    def slowly(path: Path) -> Content:
        with change:
            begun.append(path)
            change.notify_all()
        time.sleep(LATENCY)
        return read_file(path)

    def next_begun() -> bool:
        wanted = min(len(analyzer.seen) + 2, len(paths))
        with change:
            return change.wait_for(lambda: len(begun) >= wanted, PATIENCE)

    analyzer = Attentive(next_begun)
    with a_worker(analyzer, slowly, [Task(PhotoFile(path, path.stat().st_size, 0)) for path in paths]) as connection:
        outcomes = [connection.recv() for _ in paths]
    assert analyzer.seen == [True] * len(paths)
    for path, message in zip(paths, outcomes, strict=True):
        assert isinstance(message, Done)
        assert isinstance(message.outcome, Analysed)
        assert message.outcome.file.path == path


def half_blind(path: Path) -> Content:
    if path.stem in {"3", "4"}:
        raise PhotoError("read", "cannot be read: Input/output error")
    return read_file(path)


def test_reading_ahead_does_not_change_outcomes(tmp_path: Path) -> None:
    names = ["red", "crash", "blue", "red", "red", "nobody", "pink", "red"]
    paths = [draw(tmp_path / f"{number}.jpg", [name], shade=number) for number, name in enumerate(names)]
    known = read_file(paths[7]).sha256
    tasks = [Task(PhotoFile(path, path.stat().st_size, 0), frozenset({known})) for path in paths]
    with Engine(ColourAnalyzer, EngineOptions(workers=1), lambda: False, read=half_blind) as engine:
        outcomes = {int(outcome.file.path.stem): outcome for outcome in engine.run(iter(tasks))}
    kinds = [type(outcomes[number]) for number in range(len(names))]
    assert kinds == [Analysed, Failed, Analysed, Failed, Failed, Analysed, Analysed, AlreadyKnown]
    failed = [outcome for outcome in outcomes.values() if isinstance(outcome, Failed)]
    assert {(outcome.file.path.stem, outcome.stage) for outcome in failed} == {
        ("1", "worker"),
        ("3", "read"),
        ("4", "read"),
    }
