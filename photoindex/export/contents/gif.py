"""Copy a GIF without its comments and XMP; its frames stay as they are."""

from photoindex.export.contents.blocks import StuckError

_HEADER, _FRAME, _EXTENSION, _END = 13, 0x2C, 0x21, 0x3B
_COMMENT, _APPLICATION = 0xFE, 0xFF
# How often an animation is repeated.
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def stripped_gif(data: bytes) -> bytes:
    """The GIF without comments, XMP and other blocks of programs (GIF89a specification). Raises StuckError."""
    at = _HEADER + _palette(data[10])
    parts = [data[:at]]
    try:
        while (kind := data[at]) != _END:
            start = at
            if kind == _EXTENSION:
                label, name = data[at + 1], data[at + 3 : at + 14]
                at = _behind_blocks(data, at + 2)
                if label == _COMMENT or (label == _APPLICATION and name not in _LOOPS):
                    continue
            elif kind == _FRAME:
                at = _behind_blocks(data, at + 10 + _palette(data[at + 9]) + 1)
            else:
                raise StuckError("its blocks are damaged")
            parts.append(data[start:at])
    except IndexError as error:
        raise StuckError("it is truncated") from error
    return b"".join((*parts, bytes((_END,))))


def _palette(flags: int) -> int:
    """The size in bytes of the palette that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _behind_blocks(data: bytes, at: int) -> int:
    """The offset behind the sub-blocks at `at`."""
    while data[at]:
        at += 1 + data[at]
    return at + 1
