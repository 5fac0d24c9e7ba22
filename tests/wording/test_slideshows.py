"""The texts of a slideshow."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from photoindex.domain.ages import Age
from photoindex.domain.geometry import Box
from photoindex.domain.photo import TakenPrecision
from photoindex.export import ExportFace
from photoindex.operations.slideshow import Chapter, ExportPhoto
from photoindex.wording.slideshows import slideshow_texts

TEXTS = slideshow_texts(["Grandma"])
PHOTO = ExportPhoto(Path("x/IMG_1.jpg"), "1", None)
GRANDMA = ExportFace(Box(0.1, 0.1, 0.2, 0.2), "Grandma", main=True)
TOM = ExportFace(Box(0.5, 0.1, 0.2, 0.2), "Tom")


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
    dated = replace(PHOTO, taken_at=datetime(2019, 7, 14, 12, 30), taken_precision=precision)
    assert TEXTS.caption(dated) == date


def test_an_undated_photo_is_called_after_its_album_and_never_after_its_file() -> None:
    assert TEXTS.caption(replace(PHOTO, album="Old album")) == "Old album"
    assert TEXTS.caption(PHOTO) == "Undated"
    assert TEXTS.details(replace(PHOTO, album="Old album")) == ""


def test_the_person_of_the_title_is_not_named_again() -> None:
    photo = replace(PHOTO, faces=(TOM, GRANDMA), everybody=True)
    assert TEXTS.details(photo) == "with Tom"
    assert TEXTS.details(replace(photo, faces=(GRANDMA,))) == ""


def test_a_photo_without_everybody_of_the_title_says_who_is_in_it() -> None:
    texts = slideshow_texts(["Grandma", "Ann"])
    assert texts.details(replace(PHOTO, faces=(TOM, GRANDMA))) == "Grandma and Tom"


def test_a_photo_tells_the_age_the_album_and_who_else_is_there() -> None:
    photo = ExportPhoto(
        Path("x/IMG_1.jpg"), "1", datetime(1998, 7, 4), (GRANDMA, TOM), album="Lisbon", age=Age(12, 12), everybody=True
    )
    assert TEXTS.details(photo) == "12 years old · Lisbon · with Tom"


def test_a_photo_without_the_person_tells_no_age() -> None:
    photo = replace(PHOTO, taken_at=datetime(1998, 7, 4), faces=(TOM,), album="Lisbon", age=Age(12, 12))
    assert TEXTS.details(photo) == "Lisbon · Tom"


@pytest.mark.parametrize(
    ("chapter", "words"),
    [
        (Chapter("year", 4, (1998, 1998), (Age(12, 12), Age(12, 12))), ("1998", "12 years old")),
        (Chapter("year", 4, (1998, 2001), (Age(12, 12), Age(15, 15))), ("1998 – 2001", "12 – 15 years old")),
        (Chapter("year", 4, (1998, 1998), None), ("1998", "")),
        (Chapter("year", 4, None, None), ("Undated", "")),
        (Chapter("age", 4, (1998, 1999), (Age(12, 12), Age(12, 12))), ("12 years old", "1998 – 1999")),
        (Chapter("age", 4, (1986, 1986), (Age(0, 0, "months"), Age(7, 7, "months"))), ("0 – 7 months old", "1986")),
        (Chapter("none", 4, (1998, 1999), None), ("", "")),
    ],
)
def test_a_chapter_is_called_after_its_years_or_its_ages(chapter: Chapter, words: tuple[str, str]) -> None:
    assert TEXTS.chapter(chapter) == words
