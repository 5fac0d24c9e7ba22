"""Blank the places in IPTC-IIM records, without moving anything."""

import re

# IPTC-IIM 4.2, record 2: content location code and name, city, sublocation, state, country code and name.
_PLACES = frozenset((26, 27, 90, 92, 95, 100, 101))
_BEGIN = re.compile(rb"\x1c\x02[\x00-\xff]")


def blanked(block: bytes) -> bytes:
    """The same block, with spaces in place of each location. It may hold records alone or image resources of
    Photoshop.
    """
    changed = bytearray(block)
    at = 0
    while match := _BEGIN.search(block, at):
        start = match.start()
        size = int.from_bytes(block[start + 3 : start + 5])
        # An extended length has its highest bit set; no place is that long.
        if size & 0x8000 or start + 5 + size > len(block):
            at = start + 1
            continue
        if block[start + 2] in _PLACES:
            changed[start + 5 : start + 5 + size] = b" " * size
        at = start + 5 + size
    return bytes(changed)
