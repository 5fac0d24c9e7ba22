"""The texts of a slideshow."""

from datetime import datetime

import pytest

from photoindex.domain.photo import TakenPrecision
from photoindex.wording.slideshows import slideshow_texts


@pytest.mark.parametrize(
    ("names", "title"),
    [
        ([], "Photos"),
        (["Grandma"], "Grandma"),
        (["Grandma", "Tom"], "Grandma and Tom"),
        (["Anna", "Ben", "Tom"], "Anna, Ben and Tom"),
    ],
)
def test_a_slideshow_is_called_after_its_people(names: list[str], title: str) -> None:
    assert slideshow_texts(names).title == title


@pytest.mark.parametrize(
    ("photos", "years", "subtitle"),
    [(0, [], "0 photos"), (1, [2019], "1 photo · 2019"), (1234, [2003, 2011, 2019], "1,234 photos · 2003 – 2019")],
)
def test_the_subtitle_of_a_slideshow_is_the_number_of_photos_and_their_years(
    photos: int, years: list[int], subtitle: str
) -> None:
    assert slideshow_texts(["Grandma"]).subtitle(photos, years) == subtitle


@pytest.mark.parametrize(
    ("precision", "date"),
    [("year", "2019"), ("month", "July 2019"), ("day", "14 July 2019"), ("second", "14 July 2019")],
)
def test_the_date_of_a_photo_is_written_as_precisely_as_it_is_known(precision: TakenPrecision, date: str) -> None:
    assert slideshow_texts(["Grandma"]).date(datetime(2019, 7, 14, 12, 30), precision) == date
