"""Run tasks in worker processes on this machine and yield their outcomes as they arrive."""

import multiprocessing
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from photoindex.decode import DecodeLimits
from photoindex.domain.limits import SECONDS_PER_PHOTO
from photoindex.domain.outcome import Outcome
from photoindex.scan.allocator import kept_memory
from photoindex.scan.memory_turns import Turns
from photoindex.scan.messages import AskTurn, Done, Ready, StartFailed, Task, YourTurn
from photoindex.scan.processes import FAREWELL, cannot_start, end, ignoring_ctrl_c, unusable_python
from photoindex.scan.reading import ReadAhead, ReadFile, read_file
from photoindex.scan.scheduler import Scheduler
from photoindex.scan.watchdog_clock import WatchedClock
from photoindex.scan.worker import MakeAnalyzer, work

# The seconds after which the loop checks the clock and the stop signal if no message arrives.
_TICK = 0.2
# The most seconds of a round that the clock counts. A round takes longer than a tick while workers are replaced, or
# when the machine is overloaded.
_LONGEST_ROUND = 1.0
# The fraction of a photo's time limit that reading may take. It is below one, so that the worker itself can report a
# disk that hangs.
_READING_SHARE = 0.9
# After this many failed starts in a row, the machine is to blame, not bad luck.
_MOST_FAILED_STARTS = 3
# Loading two networks takes seconds, from a slow disk perhaps a minute.
_START_SECONDS = 300.0
# On Windows, `multiprocessing.connection.wait` uses WaitForMultipleObjects, which accepts at most 63 handles.
_MOST_ON_WINDOWS = 60


def most_workers(platform: str = sys.platform) -> int:
    """The number of worker processes that one engine can listen to on `platform`, named as in `sys.platform`."""
    return _MOST_ON_WINDOWS if platform == "win32" else sys.maxsize


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """The number of `workers`, and other settings.

    A worker that takes longer than `seconds_per_photo` for one photo is killed. Only seconds in which the engine itself
    runs are counted, so that a photo is not blamed if the laptop was asleep. `low_priority` gives every other program
    precedence. A worker is replaced after `photos_per_worker` photos, so that memory leaked by a codec or a network
    does not accumulate over a large library.
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
    """Worker processes around a scheduler. Use it as a context manager; leaving the context ends every process.

    `run` can be called again after it has ended; between runs, the processes stay, with their models loaded.

    Args:
        make_analyzer: called once in each worker; must be picklable.
        stop: called between messages; when it returns True, `run` returns and drops unfinished tasks.
        read: reads a file in a worker, called from several threads at once; must be picklable. Default: `read_file`.
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
        self._failed_starts = 0

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers.values():
            worker.connection.close()
        deadline = time.monotonic() + FAREWELL
        for worker in self._workers.values():
            worker.process.join(max(0.0, deadline - time.monotonic()))
            end(worker.process)
        self._workers.clear()

    @property
    def processes(self) -> list[int]:
        """The process ids of the current workers."""
        return [worker.process.pid for worker in self._workers.values() if worker.process.pid is not None]

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """Yield one outcome per task, in the order in which they finish. No process is started if `stop` returns True.

        Raises:
            PhotoIndexError: the error that a worker raised while loading its models.
            MissingLibraryError: workers cannot be started, or several in a row die before they are ready.
        """
        if self._stop():
            return
        scheduler = Scheduler(tasks)
        for number in self._workers:
            scheduler.add_worker(number)
        for _ in range(self._options.workers - len(self._workers)):
            self._start_worker(scheduler)
        while not self._stop():
            self._clock.tick()
            yield from self._receive(scheduler)
            yield from self._end_hanging(scheduler)
            self._give_turn()
            # Hand out tasks at the end of a round, so that the scheduler does not appear idle while tasks are left.
            self._hand_out(scheduler)
            if scheduler.idle:
                return

    def _receive(self, scheduler: Scheduler) -> Iterator[Outcome]:
        """Receive messages and notice dead workers; wait a moment for the first message."""
        by_connection = {worker.connection: number for number, worker in self._workers.items()}
        for source in wait(list(by_connection), timeout=_TICK if not scheduler.idle else 0):
            number = by_connection[source]  # type: ignore[index]
            worker = self._workers[number]
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                yield from self._replace_dead(number, scheduler)
                continue
            if isinstance(message, StartFailed):
                raise message.error
            worker.busy_since = self._clock.seconds
            # If one worker could start or do work, others can too.
            self._failed_starts = 0
            if isinstance(message, Ready):
                worker.ready = True
            elif isinstance(message, AskTurn):
                self._turns.ask(number)
            elif isinstance(message, Done):
                self._turns.leave(number)
                scheduler.finished(number)
                worker.photos += 1
                yield message.outcome
                self._retire_if_due(number, scheduler)

    def _retire_if_due(self, number: int, scheduler: Scheduler) -> None:
        """Stop giving tasks to a worker that has processed its share of photos, and replace it as soon as it holds no
        tasks.
        """
        if self._workers[number].photos >= self._options.photos_per_worker:
            scheduler.retire(number)
        if scheduler.has_left(number):
            scheduler.remove(number)
            self._dismiss(number)
            self._start_worker(scheduler)

    def _give_turn(self) -> None:
        """If no worker is decoding a photo that needs much memory, let the next one that waits do so.

        The time limit of its photo starts now.
        """
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
            # Give each worker one task in turn, so that all get something when there are few tasks.
            hungry.append((number, worker))
            # If the worker is dead, the next round notices that its connection is closed.
            with suppress(OSError):
                worker.connection.send(task)

    def _end_hanging(self, scheduler: Scheduler) -> Iterator[Outcome]:
        for number, worker in list(self._workers.items()):
            limit = self._options.seconds_per_photo if worker.ready else _START_SECONDS
            working = scheduler.in_hand(number) is not None and not self._turns.is_waiting(number)
            too_slow = working and self._clock.seconds - worker.busy_since > limit
            # Do not kill a worker that has just sent a message, as it may have finished.
            if too_slow and not wait([worker.connection], timeout=0):
                worker.process.kill()
                yield from self._replace_dead(number, scheduler, f"took longer than {limit:g} seconds")

    def _replace_dead(self, number: int, scheduler: Scheduler, too_slow: str | None = None) -> Iterator[Outcome]:
        """Replace a dead worker. A photo that hung is not tried again, as it would hang for just as long again."""
        worker = self._dismiss(number)
        code = worker.process.exitcode
        failed = None
        if worker.ready:
            reason = too_slow or f"the process died while working on it (exit code {code})"
            failed = scheduler.died(number, reason, retry=too_slow is None)
        else:
            # The worker died while starting, so no photo is to blame.
            scheduler.remove(number)
            self._failed_starts += 1
        if self._failed_starts >= _MOST_FAILED_STARTS:
            raise cannot_start(unusable_python() or f"exit code {code}")
        self._start_worker(scheduler)
        if failed is not None:
            yield failed

    def _dismiss(self, number: int) -> _Worker:
        worker = self._workers.pop(number)
        self._turns.leave(number)
        # A worker exits by itself when its connection closes.
        worker.connection.close()
        worker.process.join(FAREWELL)
        end(worker.process)
        return worker

    def _start_worker(self, scheduler: Scheduler) -> None:
        options = self._options
        try:
            ours, theirs = self._context.Pipe()
            ahead = ReadAhead(self._read, options.seconds_per_photo * _READING_SHARE)
            arguments = (theirs, self._make_analyzer, options.limits, options.low_priority, ahead)
            process = self._context.Process(target=work, args=arguments, daemon=True)
            with ignoring_ctrl_c(), kept_memory():
                process.start()
        except OSError as error:
            raise cannot_start(error.strerror or str(error)) from error
        # If our copy of the worker's end stayed open, so would the pipe, and a dead worker would go unnoticed.
        theirs.close()
        self._workers[self._started] = _Worker(process, ours, busy_since=self._clock.seconds)
        scheduler.add_worker(self._started)
        self._started += 1
