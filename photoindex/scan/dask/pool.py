"""Engines of one process each, lent to the threads of a Dask worker and closed when nobody uses them for a while."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.worker import MakeAnalyzer

IDLE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Rested:
    token: str
    engine: Engine
    since: float


class EnginePool:
    """Keeps engines, and so the networks in their processes, from one batch of a scan to the next.

    The main machine may vanish without a word, so nothing waits to be told that a scan has ended: an engine that rests
    for `idle_seconds` is closed.
    """

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._resting: list[_Rested] = []
        self._timed = False

    @contextmanager
    def engine(self, token: str, make_analyzer: MakeAnalyzer, options: EngineOptions) -> Iterator[Engine]:
        """An engine for the scan of this token that nobody else uses meanwhile."""
        engine = self._take(token) or Engine(make_analyzer, options, _never)
        try:
            yield engine
        except BaseException:
            # It may still work on tasks that nobody waits for.
            engine.__exit__()
            raise
        with self._lock:
            self._resting.append(_Rested(token, engine, time.monotonic()))
            self._look_again_later()

    def _take(self, token: str) -> Engine | None:
        with self._lock:
            for rested in reversed(self._resting):
                if rested.token == token:
                    self._resting.remove(rested)
                    return rested.engine
        return None

    def _look_again_later(self) -> None:
        """Have one timer run as long as engines rest, rather than one for each batch."""
        if self._timed or not self._resting:
            return
        self._timed = True
        timer = threading.Timer(self._idle_seconds, self._close_idle)
        timer.daemon = True
        timer.start()

    def _close_idle(self) -> None:
        with self._lock:
            now = time.monotonic()
            idle = [rested for rested in self._resting if now - rested.since >= self._idle_seconds]
            self._resting = [rested for rested in self._resting if rested not in idle]
            self._timed = False
            self._look_again_later()
        for rested in idle:
            rested.engine.__exit__()


def _never() -> bool:
    return False
