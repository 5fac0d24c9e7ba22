"""Engines of one process each, lent to the threads of a Dask worker and closed when they are idle."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.worker import MakeAnalyzer

IDLE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Idle:
    token: str
    engine: Engine
    since: float


class EnginePool:
    """Keep engines from one batch of a scan to the next, and with them the networks that their processes have loaded.

    The main machine may vanish without notice, so the end of a scan is not announced by a message. Instead, an engine
    that has been idle for `idle_seconds` is closed.
    """

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._idle: list[_Idle] = []
        self._timed = False

    @contextmanager
    def engine(self, token: str, make_analyzer: MakeAnalyzer, options: EngineOptions) -> Iterator[Engine]:
        """An engine for the scan with this token, which nothing else uses within this context."""
        engine = self._take(token) or Engine(make_analyzer, options, _never)
        try:
            yield engine
        except BaseException:
            # The engine may still be working on tasks whose results nobody needs any longer.
            engine.__exit__()
            raise
        with self._lock:
            self._idle.append(_Idle(token, engine, time.monotonic()))
            self._start_timer()

    def _take(self, token: str) -> Engine | None:
        with self._lock:
            for idle in reversed(self._idle):
                if idle.token == token:
                    self._idle.remove(idle)
                    return idle.engine
        return None

    def _start_timer(self) -> None:
        """Run a single timer while any engines are idle, rather than a timer per batch."""
        if self._timed or not self._idle:
            return
        self._timed = True
        timer = threading.Timer(self._idle_seconds, self._close_idle)
        timer.daemon = True
        timer.start()

    def _close_idle(self) -> None:
        with self._lock:
            now = time.monotonic()
            closing = [idle for idle in self._idle if now - idle.since >= self._idle_seconds]
            self._idle = [idle for idle in self._idle if idle not in closing]
            self._timed = False
            self._start_timer()
        for expired in closing:
            expired.engine.__exit__()


def _never() -> bool:
    return False
