"""The body of a worker process. It deals with tasks and outcomes, and knows neither the index nor other workers."""

import signal
from collections.abc import Callable
from multiprocessing.connection import Connection

from photoindex.decode import DecodeLimits
from photoindex.domain.outcome import Failed, Outcome
from photoindex.errors import PhotoIndexError
from photoindex.scan.messages import AskTurn, Done, Ready, StartFailed, Task, YourTurn
from photoindex.scan.photo import Analyzer, process_photo
from photoindex.scan.priority import lower_priority
from photoindex.scan.reading import ReadAhead

MakeAnalyzer = Callable[[], Analyzer]


def work(
    connection: "Connection[object, object]",
    make_analyzer: MakeAnalyzer,
    limits: DecodeLimits,
    low_priority: bool,
    ahead: ReadAhead,
) -> None:
    """Take tasks from the connection until it closes; answer each with one `Done`, in order."""
    # Ctrl-C reaches every process that belongs to the terminal, but only the main process may react.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if low_priority:
        lower_priority()
    try:
        serve(connection, make_analyzer, limits, ahead)
    except (EOFError, OSError):
        # The main process has exited or closed the pipe: nobody waits for an answer.
        return


def serve(
    connection: "Connection[object, object]", make_analyzer: MakeAnalyzer, limits: DecodeLimits, ahead: ReadAhead
) -> None:
    """Do the same as `work`, but in any process; raises EOFError or OSError when the connection closes."""
    try:
        analyzer = make_analyzer()
    except PhotoIndexError as error:
        connection.send(StartFailed(error))
        return
    connection.send(Ready())
    inbox = _Inbox(connection, ahead)
    while True:
        inbox.fill()
        connection.send(Done(_next_outcome(inbox, analyzer, limits)))


class _Inbox:
    """The tasks that have arrived, and the connection through which they arrive."""

    def __init__(self, connection: "Connection[object, object]", ahead: ReadAhead) -> None:
        self._connection = connection
        self.ahead = ahead

    def fill(self) -> None:
        """Take all tasks that have arrived, so that their files are read in the background.

        Wait only if there is no task yet.
        """
        while not self.ahead or self._connection.poll():
            self._put(self._connection.recv())

    def wait_for_turn(self) -> None:
        """Wait until no other worker is using much memory."""
        self._connection.send(AskTurn())
        while not isinstance(message := self._connection.recv(), YourTurn):
            self._put(message)

    def _put(self, message: object) -> None:
        assert isinstance(message, Task)
        self.ahead.put(message)


def _next_outcome(inbox: _Inbox, analyzer: Analyzer, limits: DecodeLimits) -> Outcome:
    if inbox.ahead.first.file.size > limits.shared_bytes:
        inbox.wait_for_turn()
    task, content = inbox.ahead.take()
    try:
        return process_photo(task, analyzer, limits, content, inbox.wait_for_turn)
    except Exception as error:  # noqa: BLE001 - one photo must not end a scan of 100,000; its row keeps the reason
        return Failed(task.file, "worker", f"{type(error).__name__}: {error}")
