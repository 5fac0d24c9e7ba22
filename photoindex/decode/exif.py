"""What the EXIF block of an opened image says; a damaged block, or a damaged part of one, says nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from PIL import ExifTags, Image

from photoindex.decode.codecs import CODEC_ERRORS
from photoindex.decode.dates import parse_exif_date

Tags = Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class ExifFacts:
    """The facts of one EXIF block, with the meanings that PhotoFacts gives them; None where it says nothing."""

    orientation: int | None = None
    taken_at: datetime | None = None
    camera_make: str | None = None
    camera_model: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def read_exif(image: Image.Image) -> ExifFacts:
    """The facts of an opened image; never fails. Call it inside `quiet_pillow`."""
    try:
        return _facts(image.getexif())
    except CODEC_ERRORS:
        return ExifFacts()


def read_exif_block(block: bytes) -> ExifFacts:
    """The facts of an EXIF block that begins with a TIFF header; never fails. Call it inside `quiet_pillow`."""
    exif = Image.Exif()
    try:
        exif.load(block)
        return _facts(exif)
    except CODEC_ERRORS:
        return ExifFacts()


def _facts(exif: Image.Exif) -> ExifFacts:
    latitude, longitude = _place(_block(exif, ExifTags.IFD.GPSInfo))
    return ExifFacts(
        orientation=_orientation(_value(exif, ExifTags.Base.Orientation)),
        taken_at=_taken_at(exif, _block(exif, ExifTags.IFD.Exif)),
        camera_make=_words(_value(exif, ExifTags.Base.Make)),
        camera_model=_words(_value(exif, ExifTags.Base.Model)),
        latitude=latitude,
        longitude=longitude,
    )


def _block(exif: Image.Exif, tag: int) -> Tags:
    try:
        return exif.get_ifd(tag)
    except CODEC_ERRORS:
        return {}


def _value(tags: Tags, tag: int) -> Any:
    # Pillow decodes a value when it is asked for, so that a damaged one shows only here.
    try:
        return tags.get(tag)
    except CODEC_ERRORS:
        return None


def _orientation(value: Any) -> int | None:
    return value if isinstance(value, int) and 1 <= value <= 8 else None


def _taken_at(base: Tags, details: Tags) -> datetime | None:
    candidates = (
        (details, ExifTags.Base.DateTimeOriginal, ExifTags.Base.SubsecTimeOriginal),
        (details, ExifTags.Base.DateTimeDigitized, ExifTags.Base.SubsecTimeDigitized),
        (base, ExifTags.Base.DateTime, ExifTags.Base.SubsecTime),
    )
    dates = (parse_exif_date(_value(tags, date), _value(details, part)) for tags, date, part in candidates)
    return next((date for date in dates if date), None)


def _words(value: Any) -> str | None:
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    if not isinstance(value, str):
        return None
    # Cameras fill the field with NULs, some with what was in their memory behind the first one.
    text = "".join(letter for letter in value.partition("\0")[0] if letter.isprintable())
    return " ".join(text.split()) or None


def _place(gps: Tags) -> tuple[float, float] | tuple[None, None]:
    """Signed degrees, or nothing unless both are there with their hemispheres.

    Exactly 0, 0 is what devices write that had no reception.
    """
    latitude = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, {"N": 1, "S": -1}, 90)
    longitude = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, {"E": 1, "W": -1}, 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return latitude, longitude


def _degrees(gps: Tags, tag: int, hemisphere_tag: int, signs: Mapping[str, int], most: int) -> float | None:
    """Degrees from up to three rationals (degrees, minutes, seconds) and a letter."""
    sign = signs.get((_words(_value(gps, hemisphere_tag)) or "").upper())
    value = _value(gps, tag)
    parts = value if isinstance(value, tuple) else (value,)
    if sign is None or value is None:
        return None
    try:
        degrees = sum(float(part) / 60**power for power, part in enumerate(parts))
    except CODEC_ERRORS:
        return None
    return sign * degrees if isfinite(degrees) and 0 <= degrees <= most else None
