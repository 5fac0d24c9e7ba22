"""Dates in the spellings of metadata."""

from datetime import datetime

import pytest

from photoindex.decode.dates import TakenDate, parse_date
from tests.decode.drawn import shown


@pytest.mark.parametrize(
    "text", ["2021:03:04 11:22:33", "2021-03-04T11:22:33Z", b"2021:03:04 11:22:33\0", "2021/3/4 11.22.33"]
)
def test_every_spelling_of_an_exif_date_is_read(text: object) -> None:
    assert parse_date(text) == TakenDate(datetime(2021, 3, 4, 11, 22, 33))


@pytest.mark.parametrize("text", [None, 7, "", "yesterday", (2021, 3, 4)])
def test_an_invalid_exif_date_is_none(text: object) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015:08:22 24:08:19", "2015-08-22 00:08:19"),
        ("2001:02:03 10:59:60", "2001-02-03 10:59:59"),
        ("2001:02:03", "2001-02-03"),
        ("2001: 2: 3  4: 5: 6", "2001-02-03 04:05:06"),
        ("2001:02:03 04:05", "2001-02-03 04:05"),
        ("2001:02:03 99:05:06", "2001-02-03"),
        ("2001:02:03 04:77:06", "2001-02-03"),
        ("2001:02:03   :  :  ", "2001-02-03"),
        ("2001:02", "2001-02"),
        ("2001:02:00 00:00:00", "2001-02"),
        ("2001:02:30 00:00:00", "2001-02"),
        ("2001:00:00 00:00:00", "2001"),
        ("2001", "2001"),
        ("2001:  :     :  :  ", "2001"),
        ("2001-02-03T04:05:06.78+02:00", "2001-02-03 04:05:06"),
        ("2001-02-03T04:05:06Z", "2001-02-03 04:05:06"),
        ("2001/02/03 4.05.06 PM", "2001-02-03 16:05:06"),
        ("20010203", "2001-02-03"),
        ("20010200", "2001-02"),
        ("20010203T040506", "2001-02-03 04:05:06"),
        ("03.02.2001", "2001-02-03"),
        ("Taken 2001:02:03 04:05:06 by me", "2001-02-03 04:05:06"),
        ("Sat, 03 Feb 2001 04:05:06 +0000", "2001-02-03 04:05:06"),
        ("0000:00:00 00:00:00", None),
        ("2001:13:01", None),
        ("IMG 12", None),
    ],
)
def test_a_date_keeps_its_known_parts(text: str, expected: str | None) -> None:
    assert shown(parse_date(text)) == expected
