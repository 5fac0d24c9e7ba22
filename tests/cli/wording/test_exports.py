"""The texts of a slideshow, and why an export left a file out."""

from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

from photoindex.cli.wording.exports import in_words, slideshow_texts
from photoindex.domain.photo import TakenPrecision
from photoindex.operations.find import Skipped, SkipReason


@pytest.mark.parametrize("reason", get_args(SkipReason))
def test_every_reason_has_words(reason: SkipReason) -> None:
    assert in_words(Skipped(Path("a.jpg"), reason, "details")).strip()


def test_messages_from_the_system_or_a_decoder_are_passed_on() -> None:
    path = Path("a.jpg")
    assert in_words(Skipped(path, "unreadable", "Permission denied")) == "cannot be read: Permission denied"
    assert in_words(Skipped(path, "unreadable")) == "cannot be read"
    assert in_words(Skipped(path, "damaged", "the file ends in the middle")) == "the file ends in the middle"
    assert in_words(Skipped(path, "repeated", "b.jpg")) == "the same photo as b.jpg"


@pytest.mark.parametrize(
    ("names", "title"),
    [(["Grandma"], "Grandma"), (["Grandma", "Tom"], "Grandma and Tom"), (["Anna", "Ben", "Tom"], "Anna, Ben and Tom")],
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
