"""Decide for which names this server answers.

A hostile site can make its own name resolve to this machine (DNS rebinding). The browser then takes our pages for pages
of that site, but it still sends the site's name as the host.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# A name or an IPv4 address, or an IPv6 address in brackets; then perhaps a port.
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::([0-9]{1,5}))?")
_PORT_OF_HTTP = 80


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names in `names`, with `port`. If `any_address`, also every IP address: an address cannot be rebound."""

    port: int
    names: frozenset[str] = _LOOPBACK
    any_address: bool = False

    def allow(self, host: str) -> bool:
        """Whether a Host header names this server."""
        match = _HOST.fullmatch(host.lower())
        if match is None:
            return False
        name = match[1] or match[2]
        return int(match[3] or _PORT_OF_HTTP) == self.port and (
            name in self.names or (self.any_address and _is_address(name))
        )


def hosts_of(host: str, port: int) -> Hosts:
    """The names for which a server bound to `host` answers."""
    if is_loopback(host):
        return Hosts(port)
    own = socket.gethostname().lower()
    return Hosts(port, _LOOPBACK | {host.lower(), own, f"{own}.local"}, any_address=True)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to `host`."""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
