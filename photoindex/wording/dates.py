"""Format dates, and say where the date of a photo comes from and what is odd about a file."""

from collections.abc import Mapping
from datetime import date, datetime

from photoindex.domain.photo import TakenFrom, TakenPrecision, Tolerated

SOURCES: Mapping[TakenFrom, str] = {
    "exif": "",
    "exif-digitized": "when it was digitized, by its Exif data",
    "exif-changed": "when the file was last changed, by its Exif data",
    "xmp": "from its XMP data",
    "xmp-created": "when the file was created, by its XMP data",
    "iptc": "from its IPTC data",
    "iptc-digitized": "when it was digitized, by its IPTC data",
    "png": "from its PNG texts",
    "png-changed": "when the file was last changed, by its PNG data",
    "raw": "from the RAW data",
    "name": "from the file's name",
    "": "",
}

ODDITIES: Mapping[Tolerated, str] = {
    "jpeg-segments": "the JPEG has invalid data beside the picture; the picture is complete",
    "png-chunks": "the PNG has invalid chunks beside the picture; the picture is complete",
    "webp-chunks": "the WebP has invalid chunks beside the picture; the picture is complete",
    "tiff-range": "the TIFF does not say which values are black and white: its darkest and brightest ones were used",
    "": "",
}

# English month names, because strftime would use the machine's locale.
_MONTHS = "January February March April May June July August September October November December"
_LENGTHS: dict[TakenPrecision, int] = {"year": 4, "month": 7, "day": 10, "minute": 16, "second": 19}


def shown_date(moment: datetime, precision: TakenPrecision) -> str:
    """A date to its known precision, in ISO 8601 order: "2001", "2001-02", "2001-02-03 04:05:06"."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"[: _LENGTHS[precision]]


def written_date(moment: date, precision: TakenPrecision = "day") -> str:
    """The day of a date in words, as precisely as it is known: "14 July 2019", "July 2019", "2019"."""
    month = "" if precision == "year" else f"{_MONTHS.split()[moment.month - 1]} "
    day = "" if precision in {"year", "month"} else f"{moment.day} "
    return f"{day}{month}{moment.year}"
