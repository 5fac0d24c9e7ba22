"""Read the dates and texts in IPTC-IIM records, alone or among Photoshop's image resources."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from photoindex.decode.dates import TakenDate, parse_date
from photoindex.decode.text_cleaning import FoundTexts, decoded

# IPTC-IIM 4.2, record 2.
_TITLES, _CAPTION, _KEYWORD = (5, 105), 120, 25
_MOST_FIELDS = 10_000
_RECORD, _CREATED, _CREATED_TIME, _DIGITIZED, _DIGITIZED_TIME = 2, 55, 60, 62, 63

# Photoshop File Formats Specification, "Image Resource Blocks".
_RESOURCE, _IPTC = b"8BIM", 0x0404


@dataclass(frozen=True, slots=True)
class IptcFacts:
    """The date when the content was created and the date when it was digitized; None for each that is unknown."""

    created: TakenDate | None = None
    digitized: TakenDate | None = None


def read_iptc(records: bytes) -> IptcFacts:
    """The facts of IPTC-IIM records, up to the first damaged one."""
    fields: dict[int, bytes] = {}
    for record, number, value in _fields(records):
        if record == _RECORD:
            fields.setdefault(number, value)
    return IptcFacts(_date(fields, _CREATED, _CREATED_TIME), _date(fields, _DIGITIZED, _DIGITIZED_TIME))


def iptc_texts(records: bytes) -> FoundTexts:
    """The titles, captions and keywords of IPTC-IIM records, up to the first damaged one."""
    found: dict[int, list[bytes]] = {}
    for _, (record, number, value) in zip(range(_MOST_FIELDS), _fields(records), strict=False):
        if record == _RECORD:
            found.setdefault(number, []).append(value)

    # The records may name a character set, but most programs do not write it, or write another one than they use.
    def texts(*numbers: int) -> tuple[str, ...]:
        return tuple(decoded(value) for number in numbers for value in found.get(number, ()))

    return FoundTexts(texts(*_TITLES), texts(_CAPTION), texts(_KEYWORD))


def iptc_in(resources: bytes) -> bytes | None:
    """The IPTC-IIM records among Photoshop's image resources."""
    at = 0
    while resources[at : at + 4] == _RESOURCE and at + 8 <= len(resources):
        (kind,) = struct.unpack_from(">H", resources, at + 4)
        # The name with its length, padded to an even number of bytes.
        name = 1 + resources[at + 6]
        at += 6 + name + name % 2
        size = int.from_bytes(resources[at : at + 4])
        if kind == _IPTC:
            return resources[at + 4 : at + 4 + size]
        at += 4 + size + size % 2
    return None


def _fields(records: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(record, number, value) of each field."""
    at = 0
    while at + 5 <= len(records) and records[at] == 0x1C:
        record, number, size = records[at + 1], records[at + 2], int.from_bytes(records[at + 3 : at + 5])
        at += 5
        if size & 0x8000:
            # An extended length.
            wide = size & 0x7FFF
            size = int.from_bytes(records[at : at + wide])
            at += wide
        yield record, number, records[at : at + size]
        at += size


def _date(fields: dict[int, bytes], day: int, time: int) -> TakenDate | None:
    clock = fields.get(time, b"")
    return parse_date(fields.get(day, b"") + b" " + b":".join((clock[:2], clock[2:4], clock[4:6])).rstrip(b":"))
