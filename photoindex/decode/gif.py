"""Cut a GIF down to its first frames, because Pillow would waste time on later frames and on comments."""

import re

from photoindex.errors import PhotoError

# GIF89a specification: the codes of an image, of an extension, and of the extension that says how a frame is drawn.
_IMAGE, _EXTENSION, _CONTROL = 0x2C, 0x21, 0xF9
_BLOCK = re.compile(rb"[\x21\x2c\x3b]")
_SCREEN, _DESCRIPTOR = 13, 10


def first_frames(data: bytes, frames: int, most: int) -> tuple[bytes, int]:
    """Return a GIF without comments that keeps at most the first `frames` frames, and the number of frames that it
    keeps.

    Damaged parts stay unchanged. Raises PhotoError ("too-much-work") if the first frame ends after more than `most`
    blocks.
    """
    at = _SCREEN + _table(data[10:11])
    parts, found, blocks = [data[:at]], 0, 0
    while found < frames and (match := _BLOCK.search(data, at)):
        start = match.start()
        if data[start] == _IMAGE:
            # The minimum code size follows the table.
            behind = start + _DESCRIPTOR + _table(data[start + 9 : start + 10]) + 1
        elif data[start] == _EXTENSION:
            behind = start + 2
        else:
            break
        at, blocks = _after_blocks(data, behind, blocks + 1, most)
        if blocks >= most:
            if not found:
                raise PhotoError("decode", f"a GIF with more than {most:,} blocks", "too-much-work")
            break
        found += data[start] == _IMAGE
        if data[start] == _IMAGE or data[start + 1 : start + 2] == bytes((_CONTROL,)):
            parts.append(data[start:at])
    return b"".join((*parts, b";")) if at <= len(data) else b"".join(parts), found


def _table(flags: bytes) -> int:
    """The size in bytes of the colour table that these flags announce."""
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _after_blocks(data: bytes, at: int, blocks: int, most: int) -> tuple[int, int]:
    while at < len(data) and data[at]:
        at += 1 + data[at]
        blocks += 1
        if blocks >= most:
            return at, blocks
    return at + 1, blocks
