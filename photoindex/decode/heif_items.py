"""Read the items of a HEIF or AVIF file: their kinds, locations and parts (ISO/IEC 23008-12)."""

import struct
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from photoindex.decode.av1_header import frame_size
from photoindex.errors import PhotoError

_GRID, _OVERLAY, _AV1, _MIME = b"grid", b"iovl", b"av01", b"mime"
_METADATA = frozenset((_MIME, b"Exif", b"uri "))
# The offset of the canvas size in each.
_CANVAS_AT = {_GRID: 4, _OVERLAY: 10}
_CANVAS_BYTES = 32

# Each of them copies the picture.
_TRANSFORMS = frozenset((b"irot", b"imir", b"clap"))
_IN_IDAT = 1


@dataclass(slots=True)
class Item:
    """One item. `size` is the declared (width, height), or the size that its AV1 data states if that is larger;
    `canvas` is the size that the data of a grid or an overlay states.

    `transforms` is the number of rotations, mirrors and crops applied to the item. `length` is the item's size in
    bytes, and `profile` is the size of its colour profile in bytes. `parts` are the items that it is composed of;
    `beside` are its auxiliary items, such as an alpha channel. If the item is metadata, such as an Exif block,
    `described` is the number of items that it describes.

    `steps` are the rotations, mirrors and crops in order, with the first byte of each. For a text, `media_type` is its
    type. For a text and for an Exif block, `spans` are the (offset, length) of the data, in the box `idat` if `inside`.
    """

    kind: bytes = b""
    size: tuple[int, int] = (0, 0)
    canvas: tuple[int, int] = (0, 0)
    transforms: int = 0
    length: int = 0
    profile: int = 0
    parts: list[int] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    described: int = 0
    steps: list[tuple[bytes, int]] = field(default_factory=list)
    media_type: bytes = b""
    spans: list[tuple[int, int]] = field(default_factory=list)
    inside: bool = False


@dataclass(slots=True)
class Items:
    """The items of a file by their numbers. `primary` is the number of the item that is the photo, if the file states
    it.
    """

    items: defaultdict[int, Item] = field(default_factory=lambda: defaultdict(Item))
    primary: int | None = None


def items_of(data: bytes, most: int) -> Items:
    """The items of a file.

    Raises PhotoError ("too-much-work") if the file has more than `most` boxes, and struct.error if a box is truncated.
    """
    boxes = _Boxes(data, most)
    found = Items()
    for kind, start, end in boxes.between(0, len(data)):
        if kind == b"meta":
            _read_meta(boxes, start + 4, end, found)
            break
    return found


class _Boxes:
    """The boxes of a file, at most `most` of them."""

    def __init__(self, data: bytes, most: int) -> None:
        self.data = data
        self._most = most
        self._left = most

    def between(self, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
        """(type, start, end) of the content of each box between `start` and `end`."""
        while start + 8 <= end:
            self._left -= 1
            if self._left < 0:
                raise PhotoError("decode", f"a HEIF with more than {self._most:,} boxes", "too-much-work")
            size, kind = struct.unpack_from(">I4s", self.data, start)
            header = 8
            if size == 1:
                (size,) = struct.unpack_from(">Q", self.data, start + 8)
                header = 16
            after = min(start + size, end) if size else end
            if after < start + header:
                return
            yield kind, start + header, after
            start = after

    def numbers(self, code: str, at: int) -> tuple[int, ...]:
        return struct.unpack_from(f">{code}", self.data, at)


def _read_meta(boxes: _Boxes, start: int, end: int, found: Items) -> None:
    children = list(boxes.between(start, end))
    idat = next((at for kind, at, _ in children if kind == b"idat"), 0)
    for kind, at, stop in children:
        if kind == b"pitm":
            (found.primary,) = boxes.numbers("I" if boxes.data[at] else "H", at + 4)
        elif kind in _READERS:
            _READERS[kind](boxes, at, stop, found)
    # Read last, because this requires knowing which items have a canvas.
    for kind, at, _ in children:
        if kind == b"iloc":
            _read_places(boxes, at, idat, found)


def _read_kinds(boxes: _Boxes, at: int, end: int, found: Items) -> None:
    for kind, start, stop in boxes.between(at + (8 if boxes.data[at] else 6), end):
        if kind == b"infe" and boxes.data[start] >= 2:
            code = "IH4s" if boxes.data[start] > 2 else "HH4s"
            number, _, item_kind = boxes.numbers(code, start + 4)
            found.items[number].kind = bytes(item_kind)
            if found.items[number].kind == _MIME:
                # The name of the item precedes its media type.
                texts = boxes.data[start + 4 + struct.calcsize(f">{code}") : stop].split(b"\0", 2)
                found.items[number].media_type = texts[1] if len(texts) > 1 else b""


def _read_references(boxes: _Boxes, at: int, end: int, found: Items) -> None:
    code = "I" if boxes.data[at] else "H"
    width = struct.calcsize(code)
    for kind, start, _ in boxes.between(at + 4, end):
        source, count = boxes.numbers(f"{code}H", start)
        targets = boxes.numbers(f"{count}{code}", start + width + 2)
        if kind == b"dimg":
            found.items[source].parts.extend(targets)
        elif kind == b"cdsc":
            found.items[source].described += count
        elif kind == b"auxl":
            for target in targets:
                found.items[target].beside.append(source)


def _read_properties(boxes: _Boxes, at: int, end: int, found: Items) -> None:
    properties: list[tuple[bytes, int, int]] = []
    for kind, start, stop in boxes.between(at, end):
        if kind == b"ipco":
            properties += boxes.between(start, stop)
    for kind, start, _ in boxes.between(at, end):
        if kind == b"ipma":
            for number, index in _owned(boxes, start):
                if 0 < index <= len(properties):
                    _add_property(boxes, properties[index - 1], found.items[number])


def _owned(boxes: _Boxes, at: int) -> Iterator[tuple[int, int]]:
    """(item, property) of an ipma box; properties count from 1."""
    version, wide = boxes.data[at], boxes.data[at + 3] & 1
    (count,) = boxes.numbers("I", at + 4)
    at += 8
    for _ in range(count):
        number, owned = boxes.numbers("IB" if version else "HB", at)
        at += 5 if version else 3
        for index in boxes.numbers(f"{owned}{'H' if wide else 'B'}", at):
            # The highest bit marks the property as essential.
            yield number, index & (0x7FFF if wide else 0x7F)
        at += owned * (2 if wide else 1)


def _add_property(boxes: _Boxes, span: tuple[bytes, int, int], item: Item) -> None:
    kind, start, end = span
    if kind == b"ispe":
        width, height = boxes.numbers("II", start + 4)
        item.size = width, height
    elif kind == b"colr":
        item.profile += end - start
    elif kind in _TRANSFORMS:
        item.transforms += 1
        item.steps.append((kind, boxes.data[start] if start < end else 0))


def _read_places(boxes: _Boxes, at: int, idat: int, found: Items) -> None:
    version, sizes = boxes.data[at], boxes.numbers("BB", at + 4)
    widths = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4, sizes[1] & 15 if version else 0
    stream = _Numbers(boxes, at + 6)
    for _ in range(stream.take(4 if version == 2 else 2)):
        item = found.items[stream.take(4 if version == 2 else 2)]
        item.inside = bool(version) and stream.take(2) & 15 == _IN_IDAT
        start = idat if item.inside else 0
        stream.take(2)
        start += stream.take(widths[2])
        spans: list[tuple[int, int]] = []
        for _ in range(stream.take(2)):
            stream.take(widths[3])
            offset, length = start + stream.take(widths[0]), stream.take(widths[1])
            # A missing length means the whole file.
            spans.append((offset, length or len(boxes.data)))
        _read_content(boxes.data, spans, item)


def _read_content(data: bytes, spans: list[tuple[int, int]], item: Item) -> None:
    """Set what depends on the data of an item, which consists of the (offset, length) in `spans`."""
    item.length += sum(length for _, length in spans)
    if item.kind in _METADATA:
        item.spans = spans
    if spans and item.kind in _CANVAS_AT:
        item.canvas = _canvas(data, item.kind, spans[0][0])
    elif item.kind == _AV1:
        if sum(min(length, len(data) - offset) for offset, length in spans) > len(data):
            raise PhotoError("decode", "an AVIF whose picture data overlaps itself", "damaged")
        stated = frame_size(b"".join(data[offset : offset + length] for offset, length in spans))
        item.size = max(item.size, stated, key=lambda size: size[0] * size[1])


class _Numbers:
    """Consecutive numbers of 0, 2, 4 or 8 bytes."""

    def __init__(self, boxes: _Boxes, at: int) -> None:
        self._boxes = boxes
        self._at = at

    def take(self, width: int) -> int:
        end = self._at + width
        if end > len(self._boxes.data):
            raise struct.error("the item locations of a HEIF are truncated")
        number = int.from_bytes(self._boxes.data[self._at : end])
        self._at = end
        return number


def _canvas(data: bytes, kind: bytes, start: int) -> tuple[int, int]:
    content = data[start : start + _CANVAS_BYTES].ljust(_CANVAS_BYTES, b"\0")
    width, height = struct.unpack_from(">II" if content[1] & 1 else ">HH", content, _CANVAS_AT[kind])
    return width, height


_READERS: Mapping[bytes, Callable[[_Boxes, int, int, Items], None]] = {
    b"iinf": _read_kinds,
    b"iref": _read_references,
    b"iprp": _read_properties,
}
