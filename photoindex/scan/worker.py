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

MakeAnalyzer = Callable[[], Analyzer]


def work(
    connection: "Connection[object, object]",
    make_analyzer: MakeAnalyzer,
    limits: DecodeLimits,
    low_priority: bool = False,
) -> None:
    """Take tasks from the connection until it closes or sends None; answer each with one `Done`, in order."""
    # Ctrl-C reaches every process of the terminal; only the main process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if low_priority:
        lower_priority()
    try:
        _serve(connection, make_analyzer, limits)
    except (EOFError, OSError):
        # The main process has gone or has closed the pipe: nobody waits for an answer.
        return


def _serve(connection: "Connection[object, object]", make_analyzer: MakeAnalyzer, limits: DecodeLimits) -> None:
    try:
        analyzer = make_analyzer()
    except PhotoIndexError as error:
        connection.send(StartFailed(error))
        return
    connection.send(Ready())
    while (task := connection.recv()) is not None:
        assert isinstance(task, Task)
        connection.send(Done(_outcome_of(task, analyzer, limits)))


def _outcome_of(task: Task, analyzer: Analyzer, limits: DecodeLimits) -> Outcome:
    try:
        return process_photo(task, analyzer, limits)
    except Exception as error:  # noqa: BLE001 - one photo must not end a scan of 100,000; the row keeps the reason
        return Failed(task.file, "worker", f"{type(error).__name__}: {error}")
