"""Choose the date a photo was taken from all dates in it, and rate how trustworthy it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from photoindex.decode.dates import TakenDate
from photoindex.decode.exif import ExifFacts
from photoindex.decode.file_names import date_in_name
from photoindex.decode.metadata import Metadata
from photoindex.domain.photo import TakenFrom

_TRUSTED, _LIKELY, _DOUBTFUL = 2, 1, 0

# Makers and models of scanners. The files that they write are dated by the day of the scan.
_SCANNER = re.compile(
    r"scan|perfection|expression\s*\d+|gt-x\d|opticfilm|opticpro|plustek|coolscan|\bls-\d|noritsu|\bqss|frontier|\bsp-?[23]000"
    r"|pakon|microtek|reflecta|pacific image|minilab|imacon|flextight|hasselblad x[15]\b|officejet|deskjet|photosmart c"
    r"|\bmfc-|\bdcp-|\bmg\d{4}|\bts\d{4}|wia-|twain|negative|slide|vuescan|silverfast|photomyne|digital ?ice",
    re.IGNORECASE,
)

# The dates at which the clocks of cameras and computers start if they were never set, or have lost power. A clock runs
# on from there until somebody sets it.
_CLOCKS_BEGIN = tuple(
    datetime(*day)
    for day in ((1899, 12, 30), (1903, 12, 31), (1969, 12, 31), (1979, 11, 30), (1979, 12, 31), (1980, 1, 6),
                (1989, 12, 31), (1999, 8, 22), (1999, 12, 31), (2000, 1, 1))
)  # fmt: skip
_CLOCK_RUNS_ON = timedelta(days=7)

# The year of the first camera on the market that wrote dates into its files.
_FIRST_DIGITAL_YEAR = 1990
_SMARTPHONE = re.compile(r"iphone|ipad|\bpixel\b|\bsm-\w|\bnexus\b|redmi|oneplus|huawei|xiaomi", re.IGNORECASE)
_FIRST_SMARTPHONE_YEAR = 2007


@dataclass(frozen=True, slots=True)
class Taken:
    """The best date, its source, and whether the date is reliable enough to rule out that somebody is in the photo."""

    date: TakenDate
    source: TakenFrom
    trusted: bool


def is_from_camera(make: str | None, model: str | None, moment: datetime) -> bool:
    """Whether the date of a shot is trustworthy, judged only by its camera."""
    exif = ExifFacts(camera_make=make, camera_model=model)
    return make is not None and _trust_in_camera(TakenDate(moment), exif) == _TRUSTED


def choose_date(metadata: Metadata, name: str) -> Taken | None:
    """The most trustworthy date. If several are equally trustworthy, the result is the first in the order of
    `_candidates`.
    """
    found = list(_candidates(metadata, name))
    if not found:
        return None
    trust, date, source = max(found, key=lambda item: item[0])
    return Taken(date, source, trust == _TRUSTED)


def _candidates(metadata: Metadata, name: str) -> Iterator[tuple[int, TakenDate, TakenFrom]]:
    exif, xmp, iptc = metadata.exif, metadata.xmp, metadata.iptc
    by_camera: tuple[tuple[TakenDate | None, TakenFrom], ...] = ((exif.original, "exif"), (metadata.raw, "raw"))
    for date, source in by_camera:
        if date:
            yield _trust_in_camera(date, exif), date, source
    by_people: tuple[tuple[TakenDate | None, TakenFrom], ...] = ((xmp.original, "xmp"), (iptc.created, "iptc"))
    for date, source in by_people:
        if date:
            # Programs copy the camera's date, so if the two dates differ, somebody has corrected this one.
            copied = any(
                date.moment.date() == other.moment.date()
                for other in (exif.original, exif.digitized, exif.changed)
                if other is not None
            )
            yield _trust_in_camera(date, exif) if copied else _trust_in_words(date), date, source
    lesser: tuple[tuple[int, TakenDate | None, TakenFrom], ...] = (
        (_LIKELY, xmp.published, "xmp"),
        (_LIKELY, metadata.png, "png"),
        (_LIKELY, date_in_name(name), "name"),
        (_DOUBTFUL, exif.digitized, "exif-digitized"),
        (_DOUBTFUL, xmp.created, "xmp-created"),
        (_DOUBTFUL, iptc.digitized, "iptc-digitized"),
        (_DOUBTFUL, exif.changed, "exif-changed"),
        (_DOUBTFUL, metadata.png_changed, "png-changed"),
    )
    for trust, date, source in lesser:
        if date:
            yield (_DOUBTFUL if _is_future(date) else trust), date, source


def _trust_in_camera(date: TakenDate, exif: ExifFacts) -> int:
    by_machine = exif.camera_make is not None or exif.camera_model is not None
    maker = " ".join(filter(None, (exif.camera_make, exif.camera_model, exif.software)))
    first_year = _FIRST_SMARTPHONE_YEAR if _SMARTPHONE.search(maker) else _FIRST_DIGITAL_YEAR
    if _is_future(date) or _SCANNER.search(maker) or (by_machine and date.moment.year < first_year):
        return _DOUBTFUL
    return _TRUSTED if date.precision in {"year", "month"} else _trust_in_clock(date.moment, by_machine=by_machine)


def _trust_in_clock(moment: datetime, *, by_machine: bool) -> int:
    """Rate a date from a camera's clock. A date on 1 January is doubtful, because many clocks that were never set start
    on 1 January of the year in which the camera was made.
    """
    new_year = (moment.month, moment.day) == (1, 1)
    if (new_year and moment.hour == 0) or any(begin <= moment < begin + _CLOCK_RUNS_ON for begin in _CLOCKS_BEGIN):
        return _DOUBTFUL
    return _LIKELY if new_year and by_machine else _TRUSTED


def _trust_in_words(date: TakenDate) -> int:
    """Rate a date that somebody wrote: midnight of 1 January may stand for just the year."""
    new_year = date.precision in {"minute", "second"} and date.moment == datetime(date.moment.year, 1, 1)
    return _DOUBTFUL if _is_future(date) else _LIKELY if new_year else _TRUSTED


def _is_future(date: TakenDate) -> bool:
    return date.moment > datetime.now() + timedelta(days=1)
