"""Read TIFF directories (the tag tables of TIFF files and of Exif blocks) in bounded time and without ever failing."""

import struct
from collections.abc import Iterator
from fractions import Fraction
from typing import BinaryIO

# The bytes per value by type (TIFF 6.0, section 2; type 13 is from supplement 1, types 16 to 18 are from BigTIFF).
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_CODES = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_RATIONALS = {5: "I", 10: "i"}

# 42 is a TIFF, 43 a BigTIFF; Olympus and Panasonic use their own numbers in RAW files.
_CLASSIC, _BIG = (42, 0x4F52, 0x5352, 0x55), 43

_MOST_DIRECTORIES = 256
_MOST_TAGS = 1000
# The most entries that a directory of a classic TIFF can declare; a BigTIFF can declare more.
_MOST_DECLARED = 65_535
_MOST_BYTES = 4_000_000


class Directory:
    """One directory; a tag that is missing, damaged or of another type reads as empty."""

    def __init__(self, block: "TagBlock", offset: int, entries: dict[int, tuple[int, int, bytes]], after: int) -> None:
        self._block = block
        self._entries = entries
        self.offset = offset
        self.next = after

    def __contains__(self, tag: int) -> bool:
        return tag in self._entries

    def ints(self, tag: int, most: int = 64) -> tuple[int, ...]:
        """At most the first `most` integers of a tag."""
        kind, count, _ = self._entries.get(tag, (0, 0, b""))
        code = _CODES.get(kind)
        if code is None:
            return ()
        data = self._data(tag, min(count, most))
        return struct.unpack(f"{self._block.order}{len(data) // _SIZES[kind]}{code}", data)

    def number(self, tag: int, default: int) -> int:
        """The first integer of a tag."""
        return next(iter(self.ints(tag, 1)), default)

    def rationals(self, tag: int, most: int = 8) -> tuple[Fraction, ...]:
        """The fractions of a tag; empty if one of them is undefined."""
        kind, count, _ = self._entries.get(tag, (0, 0, b""))
        code = _RATIONALS.get(kind)
        if code is None:
            return tuple(Fraction(number) for number in self.ints(tag, most))
        data = self._data(tag, min(count, most))
        numbers = struct.unpack(f"{self._block.order}{len(data) // 4}{code}", data)
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        return tuple(Fraction(above, below) for above, below in pairs) if all(below for _, below in pairs) else ()

    def blob(self, tag: int, most: int = _MOST_BYTES) -> bytes:
        """The bytes of a tag of any type, at most the first `most`."""
        kind, count, _ = self._entries.get(tag, (0, 0, b""))
        return self._data(tag, count, most) if kind in _SIZES else b""

    def held_bytes(self, most: int) -> int:
        """The total bytes of all tags that are read in full, each counted up to `most`."""
        return sum(min(count * _SIZES.get(kind, 0), most) for kind, count, _ in self._entries.values())

    def count(self, tag: int) -> int:
        """The number of values that a tag declares."""
        return self._entries[tag][1] if tag in self._entries else 0

    def _data(self, tag: int, count: int, most: int = _MOST_BYTES) -> bytes:
        kind, declared, field = self._entries[tag]
        size = _SIZES[kind]
        wanted = min(count * size, most)
        if declared * size <= len(field):
            return field[:wanted]
        data = self._block.read(self._block.unpacked(field), wanted)
        return data[: len(data) - len(data) % size]


class TagBlock:
    """A TIFF file or an Exif block in `file`, which begins with its byte order mark at `start`."""

    def __init__(self, file: BinaryIO, start: int = 0) -> None:
        self._file = file
        self._start = start
        head = self.read(0, 16)
        self.order = {b"II": "<", b"MM": ">"}.get(head[:2], "")
        magic = struct.unpack(f"{self.order}H", head[2:4])[0] if self.order and len(head) >= 8 else 0
        self.big = magic == _BIG and len(head) == 16
        self.valid = self.big or magic in _CLASSIC
        self.first = self.unpacked(head[8:16] if self.big else head[4:8]) if self.valid else 0

    def read(self, offset: int, size: int) -> bytes:
        """At most `size` bytes from `offset`, which is relative to the byte order mark."""
        try:
            self._file.seek(self._start + offset)
            return self._file.read(size)
        except (OSError, OverflowError, ValueError):
            return b""

    def unpacked(self, field: bytes) -> int:
        return int.from_bytes(field, "little" if self.order == "<" else "big")

    def directory(self, offset: int) -> Directory | None:
        """The directory at an offset, or None."""
        width, entry = (8, 20) if self.big else (2, 12)
        count = self.unpacked(self.read(offset, width))
        if not self.valid or not offset or not 0 < count <= _MOST_DECLARED:
            return None
        table = self.read(offset + width, min(count, _MOST_TAGS) * entry)
        entries = {}
        for at in range(0, len(table) - entry + 1, entry):
            tag, kind = struct.unpack_from(f"{self.order}HH", table, at)
            middle = at + (12 if self.big else 8)
            entries[tag] = (kind, self.unpacked(table[at + 4 : middle]), table[middle : at + entry])
        after = self.unpacked(self.read(offset + width + count * entry, 8 if self.big else 4))
        return Directory(self, offset, entries, after) if entries else None

    def chain(self) -> Iterator[Directory]:
        """The chain of directories from the first; a loop ends it."""
        seen: set[int] = set()
        offset = self.first
        while offset not in seen and len(seen) < _MOST_DIRECTORIES:
            seen.add(offset)
            directory = self.directory(offset)
            if directory is None:
                return
            yield directory
            offset = directory.next
