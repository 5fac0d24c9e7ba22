"""Dates in file names."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.decode.dates import TakenDate, parse_date
from photoindex.decode.file_names import date_in_name
from tests.decode.drawn import shown

NEXT_YEAR = datetime.now().year + 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IMG_20210304_112233.jpg", datetime(2021, 3, 4, 11, 22, 33)),
        ("IMG_20210304_112233_1.jpg", datetime(2021, 3, 4, 11, 22, 33)),
        ("PXL_20231006_063909898.jpg", datetime(2023, 10, 6, 6, 39, 9)),
        ("20210304112233.jpg", datetime(2021, 3, 4, 11, 22, 33)),
        ("2021-03-04 11.22.33.jpg", datetime(2021, 3, 4, 11, 22, 33)),
        ("Screenshot_2020-01-01-12-34-56-789_com.app.png", datetime(2020, 1, 1, 12, 34, 56)),
        ("signal-2021-03-04-112233.jpg", datetime(2021, 3, 4, 11, 22, 33)),
        ("photo_2021-03-04_11-22-33.jpg", datetime(2021, 3, 4, 11, 22, 33)),
        ("WhatsApp Image 2021-03-04 at 1.22.33 PM.jpeg", datetime(2021, 3, 4, 13, 22, 33)),
        ("Screen Shot 2021-03-04 at 12.22.33 AM.png", datetime(2021, 3, 4, 0, 22, 33)),
        ("IMG-20210304-WA0001.jpg", datetime(2021, 3, 4)),
        ("20210304_999999.jpg", datetime(2021, 3, 4)),
        ("Oma 1932-05-17.tif", datetime(1932, 5, 17)),
        ("/photos/20200101_101010/IMG_1234.jpg", None),
        ("IMG_1234.jpg", None),
        ("DSC_20123456.jpg", None),
        ("FB_IMG_1614850000000.jpg", None),
        ("18251231_000000.jpg", None),
        (f"{NEXT_YEAR + 1}-01-01.jpg", None),
        (f"{NEXT_YEAR}-01-01.jpg", datetime(NEXT_YEAR, 1, 1)),
        ("2021-03-041.jpg", None),
        ("120210304.jpg", None),
    ],
)
def test_dates_are_read_from_file_names(name: str, expected: datetime | None) -> None:
    found = date_in_name(name)
    assert (found and found.moment) == expected


@given(st.datetimes(datetime(1826, 1, 1), datetime(NEXT_YEAR, 12, 31)))
def test_every_plausible_moment_is_read_back_from_the_file_names_that_phones_give(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    # How strftime pads years before 1000 depends on the platform, but all years here are later.
    assert date_in_name(moment.strftime("IMG_%Y%m%d_%H%M%S.jpg")) == TakenDate(moment)
    assert date_in_name(moment.strftime("x-%Y-%m-%d %H.%M.%S.jpg")) == TakenDate(moment)
    assert parse_date(moment.strftime("%Y:%m:%d %H:%M:%S")) == TakenDate(moment)


@given(st.text())
def test_no_file_name_causes_an_error(name: str) -> None:
    found = date_in_name(name)
    assert found is None or 1826 <= found.moment.year <= NEXT_YEAR


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("18301122_1015531234567890_n.jpg", None),
        ("18670921_1015531234567890_n.jpg", None),
        ("18951015_10155312345.jpg", None),
        ("19201010_10155312345678901_1234567_o.jpg", None),
        ("20201010_10155312345678901_n.jpg", None),
        ("19201010_n.jpg", None),
        ("19201010.jpg", None),
        ("10155312345_20201010.jpg", None),
        ("IMG_19201010.jpg", None),
        ("Oma 19320517.tif", "1932-05-17"),
        ("19320517 Oma.tif", "1932-05-17"),
        ("Oma 1932-05-17.tif", "1932-05-17"),
        ("1868-05-17 Ahnen.tif", "1868-05-17"),
        ("IMG_20210304_112233.jpg", "2021-03-04 11:22:33"),
        ("IMG20210304112233.jpg", "2021-03-04 11:22:33"),
        ("IMG-20210304-WA0001.jpg", "2021-03-04"),
        ("20210304112233.jpg", "2021-03-04 11:22:33"),
        ("20210304_1.jpg", "2021-03-04"),
    ],
)
def test_digits_are_a_date_only_if_they_are_unlikely_to_be_a_number(name: str, expected: str | None) -> None:
    assert shown(date_in_name(name)) == expected
