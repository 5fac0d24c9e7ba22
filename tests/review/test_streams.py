"""Events for open pages."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any

from photoindex.operations.watching import Progress, Running, Sight
from photoindex.review.streams import Streams

SCAN = Running("scan", 1, datetime(2020, 1, 1), (), Progress("scanning", 3, 9, 12))


def looking(*sights: Sight) -> Callable[[], Sight]:
    """Returns these sights one after another, and then always the last one."""
    remaining: Iterator[Sight] = iter(sights)
    latest = sights[-1]
    return lambda: next(remaining, latest)


def run(test: Callable[[Streams], Awaitable[None]], *sights: Sight) -> None:
    async def running() -> None:
        streams = Streams(looking(*sights), every=0.001)
        await test(streams)
        streams.end()

    asyncio.run(running())


async def event(stream: AsyncIterator[str]) -> tuple[str, Any]:
    kind, data, *_ = (await anext(stream)).splitlines()
    return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_new_page_learns_the_retry_time_the_running_command_and_the_latest_decision() -> None:
    async def test(streams: Streams) -> None:
        stream = streams.stream()
        assert await anext(stream) == "retry: 2000\n\n"
        kind, progress = await event(stream)
        assert (kind, progress["said"], progress["command"]) == ("progress", "Scanning: 3 of 9 photos", "scan")
        assert await event(stream) == ("hello", {"decision": 7})

    run(test, Sight(0, 7, SCAN))


def test_a_page_learns_of_changes_and_of_the_end_of_a_scan() -> None:
    async def test(streams: Streams) -> None:
        stream = streams.stream()
        for _ in range(3):
            await anext(stream)
        assert await event(stream) == ("changed", {"decision": 8})
        kind, progress = await event(stream)
        assert (kind, progress["said"], progress["command"]) == ("progress", "", None)

    run(test, Sight(0, 7, SCAN), Sight(0, 7, SCAN), Sight(1, 8, SCAN), Sight(1, 8, None))


def test_all_pages_share_one_watch() -> None:
    looks = 0

    def look() -> Sight:
        nonlocal looks
        looks += 1
        return Sight(0, looks, None)

    async def test() -> None:
        streams = Streams(look, every=3600)
        first, second = streams.stream(), streams.stream()
        for stream in (first, second):
            await anext(stream)
            await anext(stream)
        # One look of the watch, and one for the page that came later.
        assert looks == 2
        streams.end()

    asyncio.run(test())


def test_the_watch_rests_while_no_page_is_open() -> None:
    async def test(streams: Streams) -> None:
        for _ in range(2):
            stream = streams.stream()
            await anext(stream)
            await event(stream)
            assert streams.is_watching
            await stream.aclose()  # type: ignore[attr-defined]
            assert not streams.is_watching

    run(test, Sight(0, 0, None))


def test_the_end_of_the_server_ends_every_stream_and_refuses_new_ones() -> None:
    async def test(streams: Streams) -> None:
        open_pages = [streams.stream() for _ in range(3)]
        for stream in open_pages:
            await anext(stream)
        streams.end()
        for stream in open_pages:
            # Waiting events may still arrive, but then the stream ends.
            assert len([text async for text in stream]) <= 2
        assert [text async for text in streams.stream()] == []

    run(test, Sight(0, 0, None))
