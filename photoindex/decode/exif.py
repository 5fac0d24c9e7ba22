"""Read an Exif block; damaged blocks or fields count as missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from math import isfinite

from photoindex.decode.dates import TakenDate, parse_date
from photoindex.decode.text_cleaning import MOST_BYTES, FoundTexts, decoded
from photoindex.decode.tiff_tags import Directory, TagBlock

# Exif 2.32, sections 4.6.2 to 4.6.6.
_MAKE, _MODEL, _ORIENTATION, _SOFTWARE, _CHANGED = 271, 272, 274, 305, 306
_DETAILS, _GPS = 34665, 34853
_ORIGINAL, _DIGITIZED = 36867, 36868
_PART_OF_CHANGED, _PART_OF_ORIGINAL, _PART_OF_DIGITIZED = 37520, 37521, 37522
_DESCRIPTION, _COMMENT = 270, 37510
# Windows keeps its own fields, in UTF-16.
_TITLE_OF_WINDOWS, _COMMENT_OF_WINDOWS, _KEYWORDS_OF_WINDOWS, _SUBJECT_OF_WINDOWS = 40091, 40092, 40094, 40095
# Exif 2.32, section 4.6.5: the first eight bytes of a comment name its character set.
_CHARACTER_SETS = {b"ASCII\0\0\0": "utf-8", b"JIS\0\0\0\0\0": "iso2022_jp", b"\0" * 8: "utf-8"}
_UNICODE = b"UNICODE\0"
# DCF 2.0: cameras mark pictures in Adobe RGB with it.
_INTEROPERABILITY, _INDEX, _ADOBE_RGB = 40965, 1, b"R03"
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4

_PREFIX = b"Exif\0\0"
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class ExifFacts:
    """The facts of one Exif block; None for each that is missing.

    `original`, `digitized` and `changed` are the dates of the shot, of its digitizing and of the file's last change.
    `adobe_rgb` says that the colours are Adobe RGB (1998) unless a profile says otherwise.
    """

    orientation: int | None = None
    original: TakenDate | None = None
    digitized: TakenDate | None = None
    changed: TakenDate | None = None
    camera_make: str | None = None
    camera_model: str | None = None
    software: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    adobe_rgb: bool = False


def read_exif_block(block: bytes) -> ExifFacts:
    """The facts of an Exif block, with or without the prefix that JPEGs put before it."""
    block = block.removeprefix(_PREFIX)
    tags = TagBlock(BytesIO(block))
    return read_exif(tags, tags.directory(tags.first))


def read_exif(tags: TagBlock, base: Directory | None) -> ExifFacts:
    """The facts of a directory of a TIFF file or Exif block, and of the directories that it points to."""
    nothing = Directory(tags, 0, {}, 0)
    base = base or nothing
    details = tags.directory(base.number(_DETAILS, 0)) or nothing
    gps = tags.directory(base.number(_GPS, 0)) or nothing
    interoperability = tags.directory(details.number(_INTEROPERABILITY, 0)) or nothing
    latitude, longitude = _coordinates(gps)
    # Some programs put all tags into one directory.
    return ExifFacts(
        orientation=orientation_in(base),
        original=_date(details, _ORIGINAL, _PART_OF_ORIGINAL) or _date(base, _ORIGINAL, _PART_OF_ORIGINAL),
        digitized=_date(details, _DIGITIZED, _PART_OF_DIGITIZED) or _date(base, _DIGITIZED, _PART_OF_DIGITIZED),
        changed=parse_date(base.blob(_CHANGED), details.blob(_PART_OF_CHANGED)),
        camera_make=_words(base.blob(_MAKE)),
        camera_model=_words(base.blob(_MODEL)),
        software=_words(base.blob(_SOFTWARE)),
        latitude=latitude,
        longitude=longitude,
        adobe_rgb=interoperability.blob(_INDEX).startswith(_ADOBE_RGB),
    )


def exif_texts(block: bytes) -> FoundTexts:
    """The texts of an Exif block, with or without the prefix that JPEGs put before it."""
    tags = TagBlock(BytesIO(block.removeprefix(_PREFIX)))
    base = tags.directory(tags.first)
    return exif_texts_in(tags, base) if base else FoundTexts()


def exif_texts_in(tags: TagBlock, base: Directory) -> FoundTexts:
    """The texts of a directory of a TIFF file or Exif block, and of the directory with the details."""
    details = tags.directory(base.number(_DETAILS, 0))
    comment = (details or base).blob(_COMMENT, 8 + MOST_BYTES)

    def of_windows(tag: int) -> str:
        return decoded(base.blob(tag, MOST_BYTES), "utf-16-le")

    return FoundTexts(
        titles=(of_windows(_TITLE_OF_WINDOWS),),
        captions=(
            decoded(base.blob(_DESCRIPTION, MOST_BYTES)), of_windows(_COMMENT_OF_WINDOWS),
            of_windows(_SUBJECT_OF_WINDOWS), _comment(comment, tags.order),
        ),
        keywords=tuple(of_windows(_KEYWORDS_OF_WINDOWS).split(";")),
    )  # fmt: skip


def _comment(value: bytes, order: str) -> str:
    """Decode a comment. Its first eight bytes name the character set, but some programs leave them out."""
    head, text = value[:8], value[8:]
    if head == _UNICODE:
        marked = text[:2] in {b"\xff\xfe", b"\xfe\xff"}
        return decoded(text, "utf-16" if marked else "utf-16-le" if _is_little(text, order) else "utf-16-be")
    return decoded(text, _CHARACTER_SETS[head]) if head in _CHARACTER_SETS else decoded(value)


def _is_little(text: bytes, order: str) -> bool:
    """Whether UTF-16 has its low bytes first. Programs do not always write it in the byte order of the block: in Latin
    scripts, the high bytes are zero.
    """
    zeros = text[1::2].count(0) - text[::2].count(0)
    return zeros > 0 if zeros else order == "<"


def orientation_in(directory: Directory) -> int | None:
    """The orientation in a directory, 1 to 8, or None."""
    value = directory.number(_ORIENTATION, 0)
    return value if 1 <= value <= 8 else None


def _date(directory: Directory, tag: int, part: int) -> TakenDate | None:
    return parse_date(directory.blob(tag), directory.blob(part))


def _words(value: bytes) -> str | None:
    # Cameras fill the field with NULs, some with old content of their memory after the first NUL.
    text = value[:_LONGEST].partition(b"\0")[0].decode("utf-8", errors="replace")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split()) or None


def _coordinates(gps: Directory) -> tuple[float, float] | tuple[None, None]:
    """Signed degrees (latitude, longitude). If either has no hemisphere, both are None. Exactly 0, 0 counts as missing,
    because devices without reception write it.
    """
    latitude = _degrees(gps, _LATITUDE, _LATITUDE_REF, {"N": 1, "S": -1}, 90)
    longitude = _degrees(gps, _LONGITUDE, _LONGITUDE_REF, {"E": 1, "W": -1}, 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return latitude, longitude


def _degrees(gps: Directory, tag: int, hemisphere_tag: int, signs: Mapping[str, int], most: int) -> float | None:
    """Signed degrees from up to three rationals (degrees, minutes, seconds) and a hemisphere letter."""
    sign = signs.get((_words(gps.blob(hemisphere_tag)) or "").upper())
    parts = gps.rationals(tag, 3)
    if sign is None or not parts:
        return None
    degrees = sum(float(part) / 60**power for power, part in enumerate(parts))
    return sign * degrees if isfinite(degrees) and 0 <= degrees <= most else None
