"""Slow connections are ended, and every request carries the owner of its connection."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from photoindex.review.protocol import Protocol
from photoindex.review.security.guard import PEER_UID

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def answers_uid(scope: Scope, receive: Receive, send: Send) -> None:
    text = str(scope["state"][PEER_UID]).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(text))]})
    await send({"type": "http.response.body", "body": text})


def talk(conversation: Talk, seconds: float) -> bytes:
    """What a client receives from a server that allows this many seconds for a request."""

    class Timed(Protocol):
        pass

    Timed.seconds = seconds
    config = Config(answers_uid, http=Timed, ws="none", lifespan="off", log_config=None)

    def made() -> Timed:
        return Timed(config=config, server_state=ServerState(), app_state=dict[str, Any]())

    async def run() -> bytes:
        server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            try:
                return await conversation(reader, writer)
            finally:
                writer.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"]
)
def test_a_request_that_does_not_arrive_in_time_ends_the_connection(begun: bytes) -> None:
    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(begun)
        try:
            return await reader.read()
        except ConnectionError:
            return b""

    assert not talk(slowly, seconds=0.01).endswith(b"None")


def test_dripping_bytes_does_not_win_time() -> None:
    async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        # The server may close the connection at any time; that is what is tested.
        with suppress(ConnectionError):
            writer.write(b"GET / HTTP/1.1\r\n")
            while not reader.at_eof() and not writer.transport.is_closing():
                writer.write(b"X: y\r\n")
                await writer.drain()
                await asyncio.sleep(0.001)
        return b"ended"

    assert talk(dripping, seconds=0.05) == b"ended"


def test_a_second_request_over_the_same_connection_has_its_own_time() -> None:
    async def twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        got = b""
        for _ in range(2):
            writer.write(REQUEST)
            got += await reader.readuntil(b"\r\n\r\n") + await reader.read(9)
        return got

    assert talk(twice, seconds=60).count(b"200 OK") == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux says whose connection it is")
def test_a_request_carries_the_owner_of_its_connection() -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(REQUEST)
        await reader.readuntil(b"\r\n\r\n")
        return await reader.read(9)

    assert talk(once, seconds=60) == str(os.geteuid()).encode()
