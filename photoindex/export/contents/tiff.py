"""Take tags out of a TIFF file or an Exif block, without moving anything else.

Both have the same structure (TIFF 6.0). Entries of a directory that stay move together; what the others held is
overwritten with zeros. So all offsets stay valid, and the result has as many bytes as before.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from photoindex.export.contents.form import Strip
from photoindex.export.contents.iptc import blanked
from photoindex.export.contents.xmp import in_place

Level = Literal["main", "exif", "gps", "other"]

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_SUBS, _EXIF, _GPS, _INTEROP, _XMP, _IPTC, _PHOTOSHOP = 330, 34665, 34853, 40965, 700, 33723, 34377
_LEVELS: dict[int, Level] = {_SUBS: "main", _EXIF: "exif", _GPS: "gps", _INTEROP: "other"}
# Maker notes may hold places, in forms that nobody documents; GeoTIFF has tags of its own.
_PLACES = frozenset((_GPS, 0x927C, 33550, 33922, 34264, 34735, 34736, 34737, 42112))
# The tags that a decoder needs, including orientation, JPEG tables, and colour profile.
_STRUCTURE = frozenset((
    254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 290, 291,
    292, 293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 332, 334, 336, 338, 339, 340, 341, 342, 347,
    512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532, 32997, 32998, 34675,
))  # fmt: skip
_MOST_DIRECTORIES = 256
_MOST_ENTRIES = 65_535


class TiffError(ValueError):
    """The block is damaged, so that nobody can say what is in it."""


def scrub(data: bytearray, strip: Strip) -> None:
    """Take places, or all metadata, out of a block in place. Raises TiffError."""
    try:
        _Block(data, strip).scrub()
    except (struct.error, IndexError) as error:
        raise TiffError("its directories are damaged") from error


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: int
    kind: int
    raw: bytes
    start: int
    size: int


class _Block:
    def __init__(self, data: bytearray, strip: Strip) -> None:
        self._data, self._strip = data, strip
        order = {b"II": "<", b"MM": ">"}.get(bytes(data[:2]))
        if order is None or len(data) < 8:
            raise TiffError("it has no byte order")
        self._order = order
        (magic,) = struct.unpack_from(f"{order}H", data, 2)
        if magic not in {42, 43}:
            raise TiffError("it is not a TIFF")
        self._big = magic == 43
        # The width of a count of entries, of an entry, and of an offset; and the code of an offset.
        self._count, self._entry, self._offset, self._code = (8, 20, 8, "Q") if self._big else (2, 12, 4, "I")
        self._seen: set[int] = set()
        # The place of the link to the next directory, in the one that was read last.
        self._link = 0

    def scrub(self) -> None:
        at = self._directory(self._number(8 if self._big else 4), "main", drop=False)
        while at and at not in self._seen:
            link = self._link
            try:
                at = self._directory(at, "main", drop=False)
            except (TiffError, struct.error):
                # The picture that counts comes first. Nobody reads what nothing leads to.
                self._data[link : link + self._offset] = bytes(self._offset)
                return

    def _directory(self, at: int, level: Level, *, drop: bool) -> int:
        """Take entries out of a directory, or all if `drop`; return the offset of the next one."""
        if at in self._seen or not at:
            return 0
        if len(self._seen) >= _MOST_DIRECTORIES:
            raise TiffError("it has too many directories")
        self._seen.add(at)
        entries = list(self._entries(at))
        kept: list[bytes] = []
        for entry in entries:
            drops = drop or self._drops(level, entry.tag)
            if entry.tag in _LEVELS and level != "gps" and not self._below(entry, drop=drops):
                drops = True
            if drops:
                self._data[entry.start : entry.start + entry.size] = bytes(entry.size)
            else:
                kept.append(entry.raw)
                self._clean(entry)
        end = at + self._count + len(entries) * self._entry
        after = bytes(self._data[end : end + self._offset])
        self._link = at + self._count + len(kept) * self._entry
        table = struct.pack(f"{self._order}{'Q' if self._big else 'H'}", len(kept)) + b"".join(kept) + after
        self._data[at : end + len(after)] = table.ljust(end + len(after) - at, b"\0")
        return self._number_in(after) if len(after) == self._offset else 0

    def _below(self, entry: _Entry, *, drop: bool) -> bool:
        """Take entries out of the directories that an entry leads to; whether they could be read."""
        try:
            for offset in self._links(entry):
                self._directory(offset, _LEVELS[entry.tag], drop=drop)
        except (TiffError, struct.error):
            return False
        return True

    def _drops(self, level: Level, tag: int) -> bool:
        if self._strip == "metadata":
            return not (level == "main" and (tag in _STRUCTURE or tag == _SUBS))
        return tag in _PLACES

    def _clean(self, entry: _Entry) -> None:
        """Take places out of a packet that stays."""
        span = slice(entry.start, entry.start + entry.size)
        if entry.tag == _XMP:
            self._data[span] = in_place(bytes(self._data[span]), everything=False)
        elif entry.tag in {_IPTC, _PHOTOSHOP}:
            self._data[span] = blanked(bytes(self._data[span]))

    def _entries(self, at: int) -> Iterator[_Entry]:
        (count,) = struct.unpack_from(f"{self._order}{'Q' if self._big else 'H'}", self._data, at)
        if count > _MOST_ENTRIES or at + self._count + count * self._entry > len(self._data):
            raise TiffError("a directory is damaged")
        for place in range(at + self._count, at + self._count + count * self._entry, self._entry):
            tag, kind = struct.unpack_from(f"{self._order}HH", self._data, place)
            (number,) = struct.unpack_from(f"{self._order}{self._code}", self._data, place + 4)
            field = place + 4 + self._offset
            size = _SIZES.get(kind, 0) * number
            start = field if size <= self._offset else self._number(field)
            # Programs that cut a file off leave values outside it.
            size = max(0, min(size, len(self._data) - start))
            yield _Entry(tag, kind, bytes(self._data[place : place + self._entry]), start, size)

    def _links(self, entry: _Entry) -> tuple[int, ...]:
        """The offsets of the directories that an entry leads to."""
        code = {4: "I", 13: "I", 16: "Q", 18: "Q"}.get(entry.kind)
        number = entry.size // _SIZES[entry.kind] if code else 0
        if not 0 < number <= _MOST_DIRECTORIES:
            raise TiffError("a link to a directory is damaged")
        return struct.unpack_from(f"{self._order}{number}{code}", self._data, entry.start)

    def _number(self, at: int) -> int:
        return self._number_in(bytes(self._data[at : at + self._offset]))

    def _number_in(self, field: bytes) -> int:
        return int.from_bytes(field, "little" if self._order == "<" else "big")
