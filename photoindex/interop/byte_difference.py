"""Describe how to turn one file into another, by copying from it and inserting bytes.

Writing metadata moves the picture inside a file but does not change its bytes. The difference is therefore as small as
the metadata, and turns the new file into the old one byte by byte.
"""

import struct
from collections.abc import Iterator

# A probe that is not found costs a search through the whole new file, so probes are long enough to be few, and short
# enough to find a small preview.
_PROBE = 1024
_STEP = struct.Struct("<cQQ")
_COPY, _INSERT = b"C", b"I"


def difference(old: bytes, new: bytes) -> bytes:
    """The steps that turn `new` into `old`."""
    steps: list[bytes] = []
    inserted = bytearray()
    at = 0
    while at < len(old):
        found = _found(old, at, new)
        if found < 0:
            inserted += old[at : at + _PROBE]
            at += _PROBE
            continue
        back = _same_before(old, at, new, found, len(inserted))
        del inserted[len(inserted) - back :]
        length = back + _same_from(old, at, new, found)
        steps += _insert(inserted)
        inserted.clear()
        steps.append(_STEP.pack(_COPY, found - back, length))
        at += length - back
    return b"".join((*steps, *_insert(inserted)))


def applied(new: bytes, steps: bytes) -> bytes:
    """The old file.

    Raises:
        ValueError: the steps are damaged, or do not belong to this file.
    """
    parts: list[bytes] = []
    at = 0
    while at < len(steps):
        if at + _STEP.size > len(steps):
            raise ValueError("the steps are incomplete")
        kind, start, length = _STEP.unpack_from(steps, at)
        at += _STEP.size
        source, start = (new, start) if kind == _COPY else (steps, at)
        if kind not in {_COPY, _INSERT} or start + length > len(source):
            raise ValueError("the steps do not belong to this file")
        parts.append(source[start : start + length])
        at += length if kind == _INSERT else 0
    return b"".join(parts)


def _insert(data: bytearray) -> Iterator[bytes]:
    if data:
        yield _STEP.pack(_INSERT, 0, len(data))
        yield bytes(data)


def _found(old: bytes, at: int, new: bytes) -> int:
    probe = old[at : at + _PROBE]
    # The end of a file is rarely the only copy of a short sequence, but any copy will do.
    return new.find(probe)


def _same_from(old: bytes, at: int, new: bytes, found: int) -> int:
    """How many bytes are the same from these places on."""
    length, step = 0, _PROBE
    most = min(len(old) - at, len(new) - found)
    while length < most:
        step = min(step, most - length)
        if old[at + length : at + length + step] == new[found + length : found + length + step]:
            length, step = length + step, step * 2
        elif step > 1:
            step = max(1, step // 2) if step > 2 else 1
        else:
            break
    return length


def _same_before(old: bytes, at: int, new: bytes, found: int, most: int) -> int:
    """How many bytes before these places are the same, of the last `most`."""
    count = 0
    while count < min(most, found) and old[at - count - 1] == new[found - count - 1]:
        count += 1
    return count
