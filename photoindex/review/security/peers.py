"""Find out which user of this machine owns the other end of a connection. Only Linux reports it."""

import ipaddress
import sys
from pathlib import Path

_TABLES = {4: Path("/proc/net/tcp"), 6: Path("/proc/net/tcp6")}
_ESTABLISHED = "01"

Address = tuple[str, int]


def uid_of_peer(peer: Address | None, own: Address | None) -> int | None:
    """The number of the user who owns the socket at `peer`, connected to our socket at `own`; None if unknown, which is
    always so for a connection from another machine.
    """
    if not sys.platform.startswith("linux") or peer is None or own is None:
        return None
    try:
        wanted = (_as_listed(peer), _as_listed(own), _ESTABLISHED)
        lines = _TABLES[ipaddress.ip_address(peer[0]).version].read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    for line in lines[1:]:
        fields = line.split()
        if tuple(fields[1:4]) == wanted:
            return int(fields[7])
    return None


def _as_listed(address: Address) -> str:
    """An address as the kernel lists it: 32-bit words in the byte order of the machine, in hexadecimal."""
    packed = ipaddress.ip_address(address[0]).packed
    words = (int.from_bytes(packed[start : start + 4], sys.byteorder) for start in range(0, len(packed), 4))
    return f"{''.join(f'{word:08X}' for word in words)}:{address[1]:04X}"
