"""Turn stop signals and a time limit into a flag that loops check, so that no write is torn."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# SIGHUP, sent by a closing terminal, does not exist on Windows.
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Stop:
    """A flag: call it to learn whether to stop. `asked` and `out_of_time` give the reason.

    `clock` returns seconds; the default, a monotonic clock, does not jump when the time of day is set.
    """

    def __init__(self, seconds: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._deadline = None if seconds is None else clock() + seconds
        self._asked = threading.Event()

    def ask(self) -> None:
        self._asked.set()

    @property
    def asked(self) -> bool:
        """Whether the user or the system asked to stop."""
        return self._asked.is_set()

    @property
    def out_of_time(self) -> bool:
        """Whether the time limit has passed."""
        return self._deadline is not None and self._clock() >= self._deadline

    def __call__(self) -> bool:
        return self._asked.is_set() or self.out_of_time


@contextmanager
def stop_on_signals(seconds: float | None = None, clock: Callable[[], float] = time.monotonic) -> Iterator[Stop]:
    """Inside the block, the first signal sets the yielded `Stop`; a second one interrupts at once.

    A signal that is already ignored, as under `nohup`, stays ignored.

    Args:
        seconds: the time limit on `clock`; None means no limit.
    """
    stop = Stop(seconds, clock)
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    before = {number: handler for number, handler in handlers.items() if handler != signal.SIG_IGN}

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.ask()
        signal.signal(number, signal.default_int_handler)

    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
