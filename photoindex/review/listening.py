"""Open the socket on which the page is served."""

import errno
import os
import socket

from photoindex.advice.actions import Action
from photoindex.errors import UsageError
from photoindex.review.security.hosts import is_loopback

_ABOUT_PORTS = {
    errno.EADDRINUSE: "port {} is in use by another program",
    errno.EACCES: "port {} is reserved by the system",
}


def listen(host: str, port: int, *, allow_remote: bool) -> socket.socket:
    """A socket that listens on `host`, at `port` or, if that is 0, at any free port.

    Raises:
        UsageError: the port is taken or reserved, the host is not an address of this machine, or it can be reached from
            other machines and `allow_remote` is not set.
    """
    if not is_loopback(host) and not allow_remote:
        raise UsageError(
            f"{host} can be reached from other machines",
            hint="The page is not encrypted: whoever can watch the network would see your photos, the names and the "
            "token. An SSH tunnel is safer.",
            advice=Action.ALLOW_REMOTE,
        )
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        # UnicodeError: the name is too long.
        raise UsageError(_not_here(host, error)) from error
    # A name may have several addresses. Browsers and tunnels fall back to its IPv4 address.
    family, kind, protocol, _, address = min(found, key=lambda item: item[0] != socket.AF_INET)
    made = socket.socket(family, kind, protocol)
    try:
        _claim(made)
        made.bind(address)
        made.listen()
    except OSError as error:
        made.close()
        if error.errno not in _ABOUT_PORTS:
            raise UsageError(_not_here(host, error)) from error
        raise UsageError(_ABOUT_PORTS[error.errno].format(port), advice=Action.CHOOSE_PORT) from error
    made.set_inheritable(False)
    return made


def port_of(listening: socket.socket) -> int:
    """The port on which a socket listens."""
    port: int = listening.getsockname()[1]
    return port


def address_of(host: str, port: int) -> str:
    """The address of the home page, as typed in a browser."""
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname()
    elif host == "localhost":
        # If the name leads to ::1 first, another user may be listening there.
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _claim(made: socket.socket) -> None:
    """Let nobody else listen on the same port, but allow a port that was in use a moment ago."""
    if os.name == "nt":
        # On Windows, others may otherwise share a port by setting SO_REUSEADDR.
        made.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE"), 1)  # noqa: B009 - Windows only
    else:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def _not_here(host: str, error: OSError | UnicodeError) -> str:
    why = error.strerror if isinstance(error, OSError) and error.strerror else error
    return f"{host} is not an address of this machine: {why}"
