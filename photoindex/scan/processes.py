"""Start and end worker processes, and explain why they cannot start."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess
from multiprocessing.spawn import get_executable

from photoindex.advice.actions import Action
from photoindex.errors import MissingLibraryError

FAREWELL = 0.5
"""The time, in seconds, that a process gets to end by itself."""


@contextmanager
def ignoring_ctrl_c() -> Iterator[None]:
    """Within this context, start processes so that they ignore Ctrl-C from their first instruction, because children
    inherit this setting.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def unusable_python() -> str | None:
    """The reason why our Python cannot be started: it belongs to another user, or an update removed it.

    None if it can be started.
    """
    python = os.fsdecode(get_executable())
    return None if os.access(python, os.X_OK) else f"this user may not run {python}, or it no longer exists"


def cannot_start(reason: str) -> MissingLibraryError:
    return MissingLibraryError(
        f"the worker process could not start ({reason})",
        hint="Check that there is enough memory. Reinstall photoindex in a fresh environment.",
        advice=Action.USE_FEWER_WORKERS,
    )


def end(process: SpawnProcess) -> None:
    """Kill the process if it still runs, since it may be stuck in native code that ignores a polite request.

    A process that waits for a hung disk ends only when the disk responds, so we do not wait for its end.
    """
    if process.is_alive():
        process.kill()
    process.join(FAREWELL)
