"""A clock that does not count time during which the engine's loop stood still."""

import time
from collections.abc import Callable


class WatchedClock:
    """Sum the seconds between ticks, each gap counted up to a limit.

    A laptop that slept, a process that was stopped, results that took minutes to store: each counts as one gap of the
    longest length, since the workers may have stood still too, or may have finished long ago.

    Args:
        longest: the longest gap between two ticks that counts, in seconds; anything beyond it is dropped.
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
