"""Runs tasks in worker processes of this machine and yields their outcomes as they come."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from multiprocessing.spawn import get_executable

from photoindex.advice.actions import Action
from photoindex.decode import DecodeLimits
from photoindex.domain.limits import SECONDS_PER_PHOTO
from photoindex.domain.outcome import Outcome
from photoindex.errors import MissingLibraryError
from photoindex.scan.allocator import kept_memory
from photoindex.scan.memory_turns import Turns
from photoindex.scan.messages import AskTurn, Done, Ready, StartFailed, Task, YourTurn
from photoindex.scan.reading import ReadAhead, ReadFile, read_file
from photoindex.scan.scheduler import Scheduler
from photoindex.scan.watchdog_clock import WatchedClock
from photoindex.scan.worker import MakeAnalyzer, work

# How often the loop looks at the clock and at the stop signal when no message comes.
_TICK = 0.2
# A round takes longer where workers are replaced, or where the machine has more to do than it can.
_LONGEST_ROUND = 1.0
# The part of a photo's time that reading it may take, so that it is the worker who tells of a disk that never answers.
_READING_SHARE = 0.9
_FAREWELL = 0.5
# Starts that may fail in a row before the machine, not bad luck, is to blame.
_STILLBORN = 3
# Loading two networks takes seconds, from a slow disk perhaps a minute.
_START_SECONDS = 300.0
# WaitForMultipleObjects of Windows, under `multiprocessing.connection.wait`, takes 63 handles.
_MOST_ON_WINDOWS = 60


def most_workers(platform: str = sys.platform) -> int:
    """How many worker processes one engine can listen to on a system, named as in `sys.platform`."""
    return _MOST_ON_WINDOWS if platform == "win32" else sys.maxsize


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """`workers` processes; `seconds_per_photo` after which a worker that hangs in one photo is killed.

    The seconds are those during which the engine runs: a laptop's sleep is no photo's fault. `low_priority` lets every
    other program go first. A worker is replaced after `photos_per_worker`, so that memory which a codec or a network
    lost does not add up over a library.
    """

    workers: int
    seconds_per_photo: float = SECONDS_PER_PHOTO
    limits: DecodeLimits = field(default_factory=DecodeLimits)
    low_priority: bool = False
    photos_per_worker: int = 5000


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: "Connection[object, object]"
    ready: bool = False
    busy_since: float = 0.0
    photos: int = 0


class Engine:
    """Worker processes around a scheduler. Use it as a context manager; leaving it ends every process.

    It can run again once a run has come to its end; the processes stay, with their models loaded.

    Args:
        make_analyzer: called once in each worker; must be picklable.
        stop: asked between messages; when it says True, `run` returns and leaves unfinished tasks undone.
        read: how workers read a file, in several threads at once; must be picklable. Without it, as `read_file` does.
    """

    def __init__(
        self,
        make_analyzer: MakeAnalyzer,
        options: EngineOptions,
        stop: Callable[[], bool],
        *,
        read: ReadFile | None = None,
    ) -> None:
        self._make_analyzer = make_analyzer
        self._read = read or partial(read_file, limits=options.limits)
        self._options = options
        self._stop = stop
        self._context = multiprocessing.get_context("spawn")
        self._workers: dict[int, _Worker] = {}
        self._turns = Turns()
        self._clock = WatchedClock(_LONGEST_ROUND)
        self._started = 0
        self._stillborn = 0

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers.values():
            worker.connection.close()
        deadline = time.monotonic() + _FAREWELL
        for worker in self._workers.values():
            worker.process.join(max(0.0, deadline - time.monotonic()))
            _end(worker.process)
        self._workers.clear()

    @property
    def processes(self) -> list[int]:
        """The ids of the worker processes that are there now."""
        return [worker.process.pid for worker in self._workers.values() if worker.process.pid is not None]

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """Yield one outcome a task, in the order in which they finish. No process is started where `stop` says True.

        Raises:
            PhotoIndexError: what a worker raised when it loaded its models.
            MissingLibraryError: workers cannot be started, or die before they are ready several times in a row.
        """
        if self._stop():
            return
        scheduler = Scheduler(tasks)
        for number in self._workers:
            scheduler.add_worker(number)
        for _ in range(self._options.workers - len(self._workers)):
            self._start_worker(scheduler)
        while not self._stop():
            self._clock.look()
            yield from self._hear(scheduler)
            yield from self._end_hanging(scheduler)
            self._give_turn()
            # Handing out comes last, so that nothing is called idle while a task could still be taken.
            self._hand_out(scheduler)
            if scheduler.idle:
                return

    def _hear(self, scheduler: Scheduler) -> Iterator[Outcome]:
        """Take in what workers say or that they died, waiting a moment for the first."""
        by_connection = {worker.connection: number for number, worker in self._workers.items()}
        for source in wait(list(by_connection), timeout=_TICK if not scheduler.idle else 0):
            number = by_connection[source]  # type: ignore[index]
            worker = self._workers[number]
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                yield from self._bury(number, scheduler)
                continue
            if isinstance(message, StartFailed):
                raise message.error
            worker.busy_since = self._clock.seconds
            # Where one can start or work, so can others.
            self._stillborn = 0
            if isinstance(message, Ready):
                worker.ready = True
            elif isinstance(message, AskTurn):
                self._turns.ask(number)
            elif isinstance(message, Done):
                self._turns.leave(number)
                scheduler.finished(number)
                worker.photos += 1
                yield message.outcome
                self._relieve(number, scheduler)

    def _relieve(self, number: int, scheduler: Scheduler) -> None:
        """A worker that has done its share gets nothing more; when its hands are empty, a fresh one takes its place."""
        if self._workers[number].photos >= self._options.photos_per_worker:
            scheduler.retire(number)
        if scheduler.has_left(number):
            scheduler.remove(number)
            self._dismiss(number)
            self._start_worker(scheduler)

    def _give_turn(self) -> None:
        """Let the next worker do what needs much memory, when no other does; its time begins only now."""
        if (number := self._turns.give()) is not None:
            self._workers[number].busy_since = self._clock.seconds
            with suppress(OSError):
                self._workers[number].connection.send(YourTurn())

    def _hand_out(self, scheduler: Scheduler) -> None:
        for number, worker in self._workers.items():
            if scheduler.in_hand(number) is None and worker.ready:
                worker.busy_since = self._clock.seconds
        hungry = deque(self._workers.items())
        while hungry:
            number, worker = hungry.popleft()
            if (task := scheduler.take(number)) is None:
                continue
            # One after another, so that all have something to do where there is little.
            hungry.append((number, worker))
            # One that died is noticed on the next round by its closed connection.
            with suppress(OSError):
                worker.connection.send(task)

    def _end_hanging(self, scheduler: Scheduler) -> Iterator[Outcome]:
        for number, worker in list(self._workers.items()):
            limit = self._options.seconds_per_photo if worker.ready else _START_SECONDS
            working = scheduler.in_hand(number) is not None and not self._turns.is_waiting(number)
            too_slow = working and self._clock.seconds - worker.busy_since > limit
            # One that has just finished would be killed for nothing.
            if too_slow and not wait([worker.connection], timeout=0):
                worker.process.kill()
                yield from self._bury(number, scheduler, f"took longer than {limit:g} seconds")

    def _bury(self, number: int, scheduler: Scheduler, too_slow: str | None = None) -> Iterator[Outcome]:
        """Replace a dead worker. A hanging photo is not tried again: it would hang for as long once more."""
        worker = self._dismiss(number)
        code = worker.process.exitcode
        failed = None
        if worker.ready:
            reason = too_slow or f"the process died while working on it (exit code {code})"
            failed = scheduler.died(number, reason, retry=too_slow is None)
        else:
            # No photo is to blame.
            scheduler.remove(number)
            self._stillborn += 1
        if self._stillborn >= _STILLBORN:
            raise _cannot_start(_unusable_python() or f"exit code {code}")
        self._start_worker(scheduler)
        if failed is not None:
            yield failed

    def _dismiss(self, number: int) -> _Worker:
        worker = self._workers.pop(number)
        self._turns.leave(number)
        # A worker whose connection is closed ends by itself.
        worker.connection.close()
        worker.process.join(_FAREWELL)
        _end(worker.process)
        return worker

    def _start_worker(self, scheduler: Scheduler) -> None:
        options = self._options
        try:
            ours, theirs = self._context.Pipe()
            ahead = ReadAhead(self._read, options.seconds_per_photo * _READING_SHARE)
            arguments = (theirs, self._make_analyzer, options.limits, options.low_priority, ahead)
            process = self._context.Process(target=work, args=arguments, daemon=True)
            with _ignoring_ctrl_c(), kept_memory():
                process.start()
        except OSError as error:
            raise _cannot_start(error.strerror or str(error)) from error
        # Without this the pipe would stay open, and a dead worker would not be noticed.
        theirs.close()
        self._workers[self._started] = _Worker(process, ours, busy_since=self._clock.seconds)
        scheduler.add_worker(self._started)
        self._started += 1


@contextmanager
def _ignoring_ctrl_c() -> Iterator[None]:
    """What is started inside ignores Ctrl-C from its first instruction on, as children inherit that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _unusable_python() -> str | None:
    """Say so where the Python that runs us cannot be started: another user's, or removed by an update meanwhile."""
    python = os.fsdecode(get_executable())
    return None if os.access(python, os.X_OK) else f"this user may not run {python}, or it is gone"


def _cannot_start(reason: str) -> MissingLibraryError:
    return MissingLibraryError(
        f"the worker process could not start ({reason})",
        hint="Check that there is enough memory. Reinstall photoindex in a fresh environment.",
        advice=Action.USE_FEWER_WORKERS,
    )


def _end(process: SpawnProcess) -> None:
    """Kill the process if it is still there; it may be stuck in native code that ignores a polite request.

    One that waits for a disk which no longer answers goes only when that lets it go, so nobody waits for it.
    """
    if process.is_alive():
        process.kill()
    process.join(_FAREWELL)
