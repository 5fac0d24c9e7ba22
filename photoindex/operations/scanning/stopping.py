"""Signals to end and the end of a given time as a question that a loop can ask, so that no write is torn."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# Windows has no SIGHUP, which a terminal that is closed sends.
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Stop:
    """Called, it says whether to stop. `asked` and `out_of_time` say why.

    `clock` gives seconds; the monotonic one does not jump when the machine's time is set.
    """

    def __init__(self, seconds: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._deadline = None if seconds is None else clock() + seconds
        self._asked = threading.Event()

    def ask(self) -> None:
        self._asked.set()

    @property
    def asked(self) -> bool:
        """Whether a human or the system wants it to stop."""
        return self._asked.is_set()

    @property
    def out_of_time(self) -> bool:
        """Whether the time that it was given is over."""
        return self._deadline is not None and self._clock() >= self._deadline

    def __call__(self) -> bool:
        return self._asked.is_set() or self.out_of_time


@contextmanager
def stop_on_signals(seconds: float | None = None, clock: Callable[[], float] = time.monotonic) -> Iterator[Stop]:
    """Inside the block, the first signal makes the yielded `Stop` say True; a second one interrupts at once.

    A signal that is ignored, as `nohup` arranges it, stays ignored.

    Args:
        seconds: the time on `clock` after which it says True by itself; None means never.
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
