"""Find the XMP packets of a JPEG: the main packet, and the extended packet that is split over several segments.

XMP specification, part 3, section 1.1.3.1: a segment has at most 65,535 bytes. Properties that do not fit into the main
packet lie in an extended packet. The main packet names it by its MD5 sum in 32 hexadecimal digits.
"""

import struct
from collections import defaultdict
from typing import BinaryIO

from photoindex.decode.containers import jpeg_segments

_MAIN = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_HEAD = struct.Struct(">32sII")
_MOST_BYTES = 16_000_000
_MOST_PACKETS = 4


def packets_of_jpeg(file: BinaryIO) -> list[bytes]:
    """The main packet of a JPEG, and the extended packet that it names; damaged packets are left out."""
    main = b""
    extended: defaultdict[tuple[bytes, int], dict[int, bytes]] = defaultdict(dict)
    room = _MOST_BYTES
    for _, content in jpeg_segments(file):
        if content.startswith(_MAIN):
            main = main or content[len(_MAIN) :]
        elif content.startswith(_EXTENSION) and len(content) >= len(_EXTENSION) + _HEAD.size:
            guid, total, offset = _HEAD.unpack_from(content, len(_EXTENSION))
            part = content[len(_EXTENSION) + _HEAD.size :]
            if len(part) <= room:
                room -= len(part)
                extended[guid, total].setdefault(offset, part)
    named = [(key, parts) for key, parts in extended.items() if key[0] in main]
    return [main, *(_joined(parts, key[1]) for key, parts in named[:_MOST_PACKETS])]


def _joined(parts: dict[int, bytes], total: int) -> bytes:
    """The extended packet; empty if a part is missing or its size is wrong."""
    whole = bytearray()
    for offset, part in sorted(parts.items()):
        if offset != len(whole):
            return b""
        whole += part
    return bytes(whole) if len(whole) == total else b""
