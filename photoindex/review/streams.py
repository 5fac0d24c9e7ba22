"""Send events to every open page from a single watch of the index."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from photoindex.operations.watching import Sight
from photoindex.review.words import in_a_word, in_few_words

_LOOK_EVERY = 1.0
# A line that browsers ignore, sent now and then so that a connection whose browser is gone is noticed.
_HEARTBEAT = ": still here\n\n"
_HEARTBEAT_EVERY = 15.0
# How long a browser waits before it connects again, in milliseconds.
_RETRY = "retry: 2000\n\n"


class Streams:
    """The event streams of all open pages. All methods belong to the thread of the event loop.

    Args:
        look: looks at the index; it runs in a thread of its own, because a disk may be slow.
    """

    def __init__(self, look: Callable[[], Sight], *, every: float = _LOOK_EVERY) -> None:
        self._look = look
        self._every = every
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="watch")
        self._open: set[asyncio.Queue[Sight | None]] = set()
        self._poller: asyncio.Task[None] | None = None
        self._ended = False

    @property
    def is_watching(self) -> bool:
        """Whether the index is being watched, because a page is open."""
        return self._poller is not None

    async def stream(self) -> AsyncIterator[str]:
        """The events for one page, in the format of server-sent events, until the server ends."""
        if self._ended:
            return
        queue: asyncio.Queue[Sight | None] = asyncio.Queue()
        self._open.add(queue)
        try:
            yield _RETRY
            before: Sight | None = None
            if self._poller is None:
                self._poller = asyncio.create_task(self._poll())
            else:
                queue.put_nowait(await self._looked())
            while True:
                try:
                    sight = await asyncio.wait_for(queue.get(), _HEARTBEAT_EVERY)
                except TimeoutError:
                    yield _HEARTBEAT
                    continue
                if sight is None:
                    return
                for event in _events(before, sight):
                    yield event
                before = sight
        finally:
            self._open.discard(queue)
            if not self._open and self._poller is not None:
                self._poller.cancel()
                self._poller = None

    def end(self) -> None:
        """End all streams, and refuse new ones."""
        self._ended = True
        for queue in self._open:
            queue.put_nowait(None)

    async def _poll(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                sight = await self._looked()
                for queue in self._open:
                    queue.put_nowait(sight)
                await asyncio.sleep(self._every)

    async def _looked(self) -> Sight:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._look)


def _events(before: Sight | None, now: Sight) -> list[str]:
    """The events that tell a page what has changed. A page that has just opened learns everything."""
    events = []
    if before is None or before.running != now.running:
        events.append(_event("progress", _progress(now)))
    if before is None:
        events.append(_event("hello", {"decision": now.decision}))
    elif before.changes != now.changes:
        events.append(_event("changed", {"decision": now.decision}))
    return events


def _progress(sight: Sight) -> dict[str, Any]:
    running = sight.running
    progress = running.progress if running is not None else None
    return {
        "said": in_few_words(running),
        "short": in_a_word(running),
        "command": running.command if running is not None else None,
        "step": progress.step if progress is not None else None,
    }


def _event(kind: str, data: dict[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"
