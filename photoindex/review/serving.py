"""Run the server of the page until the user stops it."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config, Server

from photoindex.review.app import create_app
from photoindex.review.protocol import Protocol
from photoindex.review.review import Review
from photoindex.review.security.access import Access
from photoindex.review.security.guard import LARGEST_HEAD, Guard
from photoindex.review.security.hosts import Hosts

Report = Callable[[BaseException], None]

# SIGHUP comes from a closing terminal; SIGBREAK exists only on Windows.
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
# A browser opens at most six connections to a host. Other users of this machine may open some as well.
_MOST_CONNECTIONS = 200
_SECONDS_TO_END = 2
# Browsers reuse connections. Finding out who owns a new one may take tens of milliseconds.
_SECONDS_OF_REST = 30


def serve(
    review: Review,
    listening: socket.socket,
    access: Access,
    hosts: Hosts,
    *,
    started: Callable[[], None],
    report: Report,
) -> None:
    """Serve the page on a listening socket until a signal asks to stop; then return.

    Args:
        started: is called once, when the server answers requests.
        report: is called with each error that is a defect of photoindex.
    """
    app = create_app(review)
    guarded = Reporting(Guard(app, access, hosts, read_only=review.read_only), report)
    config = Config(
        guarded,
        http=Protocol,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        interface="asgi3",
        lifespan="off",
        limit_concurrency=_MOST_CONNECTIONS,
        log_config=None,
        # There is no proxy in front of this server, so headers that name another client are ignored.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_SECONDS_OF_REST,
        timeout_graceful_shutdown=_SECONDS_TO_END,
        workers=1,
        ws="none",
    )
    # Python prints messages of loggers without a handler, and uvicorn reports each malformed request.
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn").propagate = False
    server = _Server(config, started, review.streams.end)
    with _stopped_by_signals(server):
        asyncio.run(_run(server, listening, report))


class Reporting:
    """An ASGI application that reports the errors of `app`. The browser has already received a page that says so."""

    def __init__(self, app: ASGIApp, report: Report) -> None:
        self._app = app
        self._report = report

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            return  # The browser has left the page.
        except Exception as error:  # noqa: BLE001 - a defect in one request does not end the server
            self._report(error)


class _Server(Server):
    """uvicorn's server; signals are handled by `_stopped_by_signals`, which ends the command normally."""

    def __init__(self, config: Config, started: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started
        self._ending = ending

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        await super().shutdown(sockets)


async def _run(server: Server, listening: socket.socket, report: Report) -> None:
    def unexpected(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if isinstance(error := context.get("exception"), Exception) and not isinstance(error, OSError):
            report(error)

    asyncio.get_running_loop().set_exception_handler(unexpected)
    await server.serve([listening])


@contextlib.contextmanager
def _stopped_by_signals(server: Server) -> Iterator[None]:
    """Inside the block, the first signal asks the server to end, and a second one does not wait for requests.

    A signal that is already ignored, as under `nohup`, stays ignored.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    before = {number: handler for number, handler in handlers.items() if handler != signal.SIG_IGN}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
