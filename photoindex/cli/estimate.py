"""Estimate the remaining time of a scan as soon as enough photos are done."""

import time
from collections.abc import Callable

# There is no estimate until this many photos are done and this much time has passed. Workers load their models first,
# and the first photos of a folder say little about the rest.
_LEAST_PHOTOS = 30
_LEAST_SECONDS = 15.0


class Estimate:
    """Counts photos as they are done. `clock` returns seconds."""

    def __init__(self, todo: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.done = 0
        self._todo = todo
        self._clock = clock
        self._first = clock()

    def count(self) -> None:
        """Count one photo as done."""
        if self.done == 0:
            self._first = self._clock()
        self.done += 1

    @property
    def rate(self) -> float | None:
        """Photos per second since the first one was done; None while too few are done."""
        seconds = self._clock() - self._first
        if self.done < _LEAST_PHOTOS or seconds < _LEAST_SECONDS:
            return None
        return (self.done - 1) / seconds

    @property
    def seconds_left(self) -> float | None:
        """The estimated seconds for the remaining photos; None while `rate` is None."""
        rate = self.rate
        return None if rate is None else (self._todo - self.done) / rate
