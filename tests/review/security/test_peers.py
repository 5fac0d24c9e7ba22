"""The user who owns a connection is found."""

import os
import socket
import sys
from collections.abc import Iterator

import pytest

from photoindex.review.security.peers import uid_of_peer

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux says whose connection it is")


@pytest.fixture(params=["127.0.0.1", "::1"])
def connection(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, socket.socket]]:
    """Our end and the end of a client."""
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.socket(family) as listening:
        try:
            listening.bind((request.param, 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        listening.listen()
        with socket.create_connection(listening.getsockname()[:2]) as client:
            ours, _ = listening.accept()
            with ours:
                yield ours, client


def test_the_owner_of_a_connection_is_found(connection: tuple[socket.socket, socket.socket]) -> None:
    ours, client = connection
    assert uid_of_peer(client.getsockname()[:2], ours.getsockname()[:2]) == os.geteuid()


def test_without_a_connection_there_is_no_owner(connection: tuple[socket.socket, socket.socket]) -> None:
    ours, client = connection
    host, port = client.getsockname()[:2]
    assert uid_of_peer((host, port + 1), ours.getsockname()[:2]) is None
    assert uid_of_peer(None, ours.getsockname()[:2]) is None
    assert uid_of_peer(("nonsense", 1), ("nonsense", 2)) is None
