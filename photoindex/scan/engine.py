"""Runs tasks in worker processes of this machine and yields their outcomes as they come."""

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from photoindex.decode import DecodeLimits
from photoindex.domain.outcome import Outcome
from photoindex.errors import MissingLibraryError
from photoindex.scan.messages import Done, Ready, StartFailed, Task
from photoindex.scan.scheduler import Scheduler
from photoindex.scan.worker import MakeAnalyzer, work

# How often the loop looks at the clock and at the stop signal when no message comes.
_TICK = 0.2
_FAREWELL = 0.5


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """`workers` processes; `seconds_per_photo` after which a worker that hangs in one photo is killed."""

    workers: int
    seconds_per_photo: float = 120.0
    limits: DecodeLimits = field(default_factory=DecodeLimits)


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: "Connection[object, object]"
    ready: bool = False
    busy_since: float = 0.0


class Engine:
    """Worker processes around a scheduler. Use it as a context manager; leaving it ends every process.

    Args:
        make_analyzer: called once in each worker; must be picklable.
        stop: asked between messages; when it says True, `run` returns and leaves unfinished tasks undone.
    """

    def __init__(self, make_analyzer: MakeAnalyzer, options: EngineOptions, stop: Callable[[], bool]) -> None:
        self._make_analyzer = make_analyzer
        self._options = options
        self._stop = stop
        self._context = multiprocessing.get_context("spawn")
        self._workers: dict[int, _Worker] = {}
        self._started = 0

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

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """Yield one outcome a task, in the order in which they finish.

        Raises:
            PhotoIndexError: what a worker raised when it loaded its models.
            MissingLibraryError: workers die before they are ready.
        """
        scheduler = Scheduler(tasks)
        for _ in range(self._options.workers):
            self._start_worker(scheduler)
        while not self._stop():
            yield from self._hear(scheduler)
            yield from self._end_hanging(scheduler)
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
            worker.busy_since = time.monotonic()
            if isinstance(message, Ready):
                worker.ready = True
            elif isinstance(message, Done):
                scheduler.finished(number)
                yield message.outcome

    def _hand_out(self, scheduler: Scheduler) -> None:
        for number, worker in list(self._workers.items()):
            if scheduler.in_hand(number) is None:
                worker.busy_since = time.monotonic()
            while (task := scheduler.take(number)) is not None:
                try:
                    worker.connection.send(task)
                except OSError:
                    # It died; the closed connection tells on the next round.
                    break

    def _end_hanging(self, scheduler: Scheduler) -> Iterator[Outcome]:
        limit = self._options.seconds_per_photo
        for number, worker in list(self._workers.items()):
            waiting = scheduler.in_hand(number) is not None
            if waiting and worker.ready and time.monotonic() - worker.busy_since > limit:
                worker.process.kill()
                yield from self._bury(number, scheduler, f"took longer than {limit:g} seconds")

    def _bury(self, number: int, scheduler: Scheduler, too_slow: str | None = None) -> Iterator[Outcome]:
        """Replace a dead worker. A hanging photo is not tried again: it would hang for as long once more."""
        worker = self._workers.pop(number)
        worker.process.join(_FAREWELL)
        _end(worker.process)
        worker.connection.close()
        code = worker.process.exitcode
        if not worker.ready:
            raise MissingLibraryError(
                f"the worker process could not start (exit code {code})",
                hint="Check that there is enough memory, and reinstall photoindex in a fresh environment.",
            )
        reason = too_slow or f"the process died while working on it (exit code {code})"
        failed = scheduler.died(number, reason, retry=too_slow is None)
        self._start_worker(scheduler)
        if failed is not None:
            yield failed

    def _start_worker(self, scheduler: Scheduler) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=work, args=(theirs, self._make_analyzer, self._options.limits), daemon=True
        )
        with _ignoring_ctrl_c():
            process.start()
        # Without this the pipe would stay open, and a dead worker would not be noticed.
        theirs.close()
        self._workers[self._started] = _Worker(process, ours, busy_since=time.monotonic())
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


def _end(process: SpawnProcess) -> None:
    """Make sure that the process is gone; it may be stuck in native code that ignores a polite request."""
    if process.is_alive():
        process.kill()
    process.join()
