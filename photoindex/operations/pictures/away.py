"""Remember for a while which roots are offline, so that a page of 200 faces does not wait 200 times for one disk."""

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

# In seconds; a disk that is connected again is noticed after this time.
_REMEMBERED = 30.0


class AwayRoots:
    """Roots that were recently found to be offline. Several threads may use it at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[Path, float] = {}
        self._lock = threading.Lock()

    def add(self, roots: Iterable[Path]) -> None:
        with self._lock:
            self._until |= dict.fromkeys(roots, self._clock() + _REMEMBERED)

    def holds(self, path: Path) -> bool:
        """Whether the file lies below a root that was recently found to be offline."""
        with self._lock:
            now = self._clock()
            return any(now < until and path.is_relative_to(root) for root, until in self._until.items())
