"""The socket of the page."""

import socket

import pytest

from photoindex.advice.actions import Action
from photoindex.errors import UsageError
from photoindex.review.listening import address_of, listen, port_of


def test_a_free_port_is_chosen() -> None:
    with listen("127.0.0.1", 0, allow_remote=False) as first, listen("127.0.0.1", 0, allow_remote=False) as second:
        assert 0 < port_of(first) != port_of(second)
        assert first.getsockname()[0] == "127.0.0.1"
        assert not first.get_inheritable()


def test_a_taken_port_is_an_error() -> None:
    with listen("127.0.0.1", 0, allow_remote=False) as taken:
        with pytest.raises(UsageError, match=f"port {port_of(taken)} is in use by another program") as error:
            listen("127.0.0.1", port_of(taken), allow_remote=False)
        assert error.value.advice == (Action.CHOOSE_PORT,)


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.name.invalid", "", "a" * 500, "\x00", "2001:db8::1"])
def test_an_address_of_another_machine_is_an_error(host: str) -> None:
    with pytest.raises(UsageError, match="is not an address of this machine"):
        listen(host, 0, allow_remote=True)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "203.0.113.7", ""])
def test_other_machines_must_be_allowed(host: str) -> None:
    with pytest.raises(UsageError, match="can be reached from other machines") as error:
        listen(host, 0, allow_remote=False)
    assert error.value.advice == (Action.ALLOW_REMOTE,)
    assert "not encrypted" in error.value.hint


def test_nobody_else_can_listen_on_the_same_port() -> None:
    with listen("127.0.0.1", 0, allow_remote=False) as ours, socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError):
            other.bind(("127.0.0.1", port_of(ours)))
            other.listen()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("localhost", "http://127.0.0.1:80/"),
        ("::1", "http://[::1]:80/"),
        ("0.0.0.0", f"http://{socket.gethostname()}:80/"),
        ("nas.home", "http://nas.home:80/"),
    ],
)
def test_the_address_can_be_opened_by_a_browser(host: str, address: str) -> None:
    assert address_of(host, 80) == address
