"""Find the dates and the orientation in an XMP packet, even a malformed one, by text search in bounded time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from photoindex.decode.dates import TakenDate, parse_date

# XMP specification, part 2: the namespaces of the fields read here, with their usual prefixes.
_NAMESPACES = {
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
}
_BINDING = re.compile(r"xmlns:([\w.-]+)\s*=\s*[\"']([^\"']*)[\"']")
_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_MOST_LETTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class XmpFacts:
    """The facts of an XMP packet; None for each that is missing.

    `original` is the date when the photo was taken, `created` the date when the photo was digitized or the file was
    made, and `published` a date from any point in the photo's history (dc:date).
    """

    orientation: int | None = None
    original: TakenDate | None = None
    created: TakenDate | None = None
    published: TakenDate | None = None
    camera_make: str | None = None
    camera_model: str | None = None


def read_xmp(packet: bytes) -> XmpFacts:
    """The facts of an XMP packet in any encoding of XML."""
    text = decoded_packet(packet)
    prefixes = prefixes_of(text)

    def field(namespace: str, name: str) -> str:
        return _field(text, f"{prefixes[namespace]}:{name}")

    turn = field("tiff", "Orientation")
    return XmpFacts(
        orientation=int(turn) if re.fullmatch("[1-8]", turn) else None,
        original=_first_date(field("exif", "DateTimeOriginal"), field("photoshop", "DateCreated")),
        created=_first_date(field("exif", "DateTimeDigitized"), field("xmp", "CreateDate")),
        published=parse_date(field("dc", "date")),
        camera_make=field("tiff", "Make") or None,
        camera_model=field("tiff", "Model") or None,
    )


def decoded_packet(packet: bytes) -> str:
    """The text of a packet in any encoding of XML, at most its first four million characters."""
    encoding = next((encoding for mark, encoding in _ENCODINGS.items() if packet.startswith(mark)), "utf-8")
    return packet.decode(encoding, errors="replace")[:_MOST_LETTERS]


def prefixes_of(text: str) -> Mapping[str, str]:
    """Map the usual prefix of each namespace to the one that the packet binds to it."""
    bound = {address: prefix for prefix, address in _BINDING.findall(text)}
    return {usual: bound.get(address, usual) for usual, address in _NAMESPACES.items()}


def _field(text: str, name: str) -> str:
    """The value of a field, written as an attribute, as an element or as the first item of a list."""
    # Every repetition is bounded, so that the time is linear in the length of the packet.
    space, words = r"\s{0,99}", "[^<>]{0,299}"
    attribute = rf"{space}={space}[\"']([^\"'<]{{0,99}})"
    listed = rf"(?:<rdf:(?:Seq|Bag|Alt){words}>{space}<rdf:li{words}>)?"
    match = re.search(rf"[\s<]{re.escape(name)}(?:{attribute}|(?:\s{words})?>{space}{listed}({words})<)", text)
    return " ".join((match[1] or match[2] or "").split()) if match else ""


def _first_date(*texts: str) -> TakenDate | None:
    return next((found for found in map(parse_date, texts) if found), None)
