"""A clock that leaves out the time during which the engine's loop stood still."""

import time
from collections.abc import Callable


class WatchedClock:
    """Sum the seconds between ticks; of each gap, only the part up to a limit is counted.

    A gap is long if the laptop slept, the process was stopped, or storing results took minutes. The workers may have
    stood still too, or may have finished long ago. Therefore only the limit is counted.

    Args:
        longest: the limit in seconds; the part of a gap beyond it is not counted.
        now: the machine's monotonic clock.
    """

    def __init__(self, longest: float, now: Callable[[], float] = time.monotonic) -> None:
        self.seconds = 0.0
        self._longest = longest
        self._now = now
        self._last_tick = now()

    def tick(self) -> None:
        """Add the time since the last tick."""
        now = self._now()
        self.seconds += min(now - self._last_tick, self._longest)
        self._last_tick = now
