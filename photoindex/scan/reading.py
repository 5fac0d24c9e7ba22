"""Read and hash files; the next files of a worker are read in the background while it is busy."""

import hashlib
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path

from photoindex.decode import DecodeLimits, read_whole
from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.photo import PhotoFile
from photoindex.errors import PhotoError
from photoindex.scan.messages import Task

# If a read takes 20 ms, as over a network, four concurrent reads keep up with a worker that needs 5 ms per photo.
READS_AHEAD = 4
# The most bytes of files that a worker holds at once, unless a single file is larger. This is enough for a dozen photos
# or two raw files.
BYTES_AHEAD = 64_000_000

_LONGEST_STEP = 0.5
_DEFAULT_LIMITS = DecodeLimits()


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, their sha256 in hexadecimal, and `file` with the `FileNumbers` that it had before it was
    read, so that the next scan notices any later change.
    """

    file: PhotoFile
    data: bytes
    sha256: str


ReadFile = Callable[[Path], Content]


def read_file(path: Path, limits: DecodeLimits = _DEFAULT_LIMITS) -> Content:
    """Read a photo's file. Raises PhotoError for the same reasons as `read_whole`."""
    data, status = read_whole(path, limits)
    return Content(PhotoFile(path, *numbers_of(status)), data, hashlib.sha256(data).hexdigest())


class ReadAhead:
    """The tasks of one worker, whose files are read in the background while the worker processes another file.

    Tasks come out in the order in which they were put in. Besides the file of the task that was given out last, at most
    READS_AHEAD files are being read or have been read and wait to be taken; together they have at most BYTES_AHEAD
    bytes. A larger file is read alone, when its turn comes.

    Args:
        seconds: the time to wait for a file that is still being read when its content is needed.
    """

    def __init__(self, read: ReadFile, seconds: float) -> None:
        self._read = read
        self._seconds = seconds
        self._waiting: deque[Task] = deque()
        self._begun: deque[tuple[Task, Future[Content]]] = deque()
        self._in_hand: Task | None = None

    def __len__(self) -> int:
        """The number of tasks that have not been given out."""
        return len(self._waiting) + len(self._begun)

    @property
    def first(self) -> Task:
        """The task that `take` returns next."""
        return self._begun[0][0] if self._begun else self._waiting[0]

    def put(self, task: Task) -> None:
        """Start reading the task's file, now or as soon as there is room for it."""
        self._waiting.append(task)
        self._begin()

    def take(self) -> tuple[Task, Callable[[], Content]]:
        """Return the oldest task and a function that waits for its content; there must be a task.

        The function raises any error that occurred while reading, or PhotoError ("read") if reading takes too long. The
        task that was given out before counts as finished.
        """
        self._in_hand = None
        if not self._begun:
            self._begin_first()
        task, content = self._begun.popleft()
        self._in_hand = task
        self._begin()
        return task, partial(_wait_for, content, self._seconds)

    def _begin(self) -> None:
        while self._waiting and self._has_room_for(self._waiting[0]):
            self._begin_first()

    def _begin_first(self) -> None:
        task, content = self._waiting.popleft(), Future[Content]()
        self._begun.append((task, content))
        # A daemon thread, so that Python does not wait for a hung disk when the process exits.
        threading.Thread(target=_fulfil, args=(content, self._read, task.file.path), daemon=True).start()

    def _has_room_for(self, task: Task) -> bool:
        held = sum(begun.file.size for begun, _ in self._begun)
        if self._in_hand is not None:
            held += self._in_hand.file.size
        return len(self._begun) < READS_AHEAD and held + task.file.size <= BYTES_AHEAD


def _wait_for(content: Future[Content], seconds: float) -> Content:
    """Wait in short steps. If the machine sleeps meanwhile, only one step of the time is lost."""
    step = min(seconds, _LONGEST_STEP)
    for _ in range(ceil(seconds / step)):
        with suppress(TimeoutError):
            return content.result(timeout=step)
    raise PhotoError("read", f"could not be read within {seconds:g} seconds")


def _fulfil(content: Future[Content], read: ReadFile, path: Path) -> None:
    try:
        content.set_result(read(path))
    except BaseException as error:  # noqa: BLE001 - raised where the content is asked for
        content.set_exception(error)
