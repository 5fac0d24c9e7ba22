"""Time as the engine's loop lives through it."""

import time
from collections.abc import Callable


class WatchedClock:
    """Seconds during which somebody looked, however long the looks were apart in truth.

    A laptop that slept, a process that was stopped, results whose storing took minutes: all of that counts as one look
    of the longest kind, since who worked meanwhile may have stood still too, or has finished long ago.

    Args:
        longest: what may lie between two looks, in seconds; anything beyond it is not counted.
        now: the clock of the machine.
    """

    def __init__(self, longest: float, now: Callable[[], float] = time.monotonic) -> None:
        self.seconds = 0.0
        self._longest = longest
        self._now = now
        self._looked_at = now()

    def look(self) -> None:
        """Somebody looks now."""
        now = self._now()
        self.seconds += min(now - self._looked_at, self._longest)
        self._looked_at = now
