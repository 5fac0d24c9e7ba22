"""The body of a worker process. It knows tasks and outcomes, and nothing of the index or of other workers."""

import signal
from collections.abc import Callable
from multiprocessing.connection import Connection

from photoindex.decode import DecodeLimits
from photoindex.domain.outcome import Failed, Outcome
from photoindex.errors import PhotoIndexError
from photoindex.scan.messages import Done, Ready, StartFailed, Task
from photoindex.scan.priority import lower_priority
from photoindex.scan.process import Analyzer, process_photo
from photoindex.scan.reading import ReadAhead, ReadFile, read_file

MakeAnalyzer = Callable[[], Analyzer]


def work(
    connection: "Connection[object, object]",
    make_analyzer: MakeAnalyzer,
    limits: DecodeLimits,
    low_priority: bool = False,
    read: ReadFile = read_file,
) -> None:
    """Take tasks from the connection until it closes; answer each with one `Done`, in order."""
    # Ctrl-C reaches every process of the terminal; only the main process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if low_priority:
        lower_priority()
    try:
        serve(connection, make_analyzer, limits, read)
    except (EOFError, OSError):
        # The main process has gone or has closed the pipe: nobody waits for an answer.
        return


def serve(
    connection: "Connection[object, object]", make_analyzer: MakeAnalyzer, limits: DecodeLimits, read: ReadFile
) -> None:
    """As `work`, in any process; raises EOFError or OSError when the connection closes."""
    try:
        analyzer = make_analyzer()
    except PhotoIndexError as error:
        connection.send(StartFailed(error))
        return
    connection.send(Ready())
    ahead = ReadAhead(read)
    while True:
        # All that has come, so that it is being read while the oldest is worked on.
        while not ahead or connection.poll():
            task = connection.recv()
            assert isinstance(task, Task)
            ahead.put(task)
        connection.send(Done(_next_outcome(ahead, analyzer, limits)))


def _next_outcome(ahead: ReadAhead, analyzer: Analyzer, limits: DecodeLimits) -> Outcome:
    task, content = ahead.take()
    try:
        return process_photo(task, analyzer, limits, content)
    except Exception as error:  # noqa: BLE001 - one photo must not end a scan of 100,000; the row keeps the reason
        return Failed(task.file, "worker", f"{type(error).__name__}: {error}")
