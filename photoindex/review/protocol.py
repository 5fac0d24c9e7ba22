"""Speak HTTP with one browser: end slow connections, and find out which user owns the connection."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from photoindex.review.security.guard import PEER_UID
from photoindex.review.security.peers import uid_of_peer

# Most requests arrive at once. Without a limit, somebody who sends one byte at a time could occupy all connections.
SECONDS_FOR_REQUEST = 10.0


class Protocol(H11Protocol):
    """uvicorn's protocol, with a time limit for each request and the owner of the connection in its state."""

    seconds = SECONDS_FOR_REQUEST

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # asyncio's own type is wider
        peer, own = transport.get_extra_info("peername"), transport.get_extra_info("sockname")
        uid = uid_of_peer(peer[:2] if peer else None, own[:2] if own else None)
        self.app_state = self.app_state | {PEER_UID: uid}
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_deadline()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Start the clock when a request begins, and stop it when the request has arrived."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._forget_deadline()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.seconds, self.transport.abort)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
