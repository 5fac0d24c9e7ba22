import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from photoindex.domain.geometry import Box
from photoindex.export.ledger import MadeFile
from photoindex.export.page import Slide, slideshow_page
from photoindex.export.records import ExportFace, ExportPhoto
from photoindex.wording.slideshows import slideshow_texts
from tests.export.conftest import TEXTS


def slide(
    name: str = "a.jpg", taken_at: datetime | None = None, faces: tuple[ExportFace, ...] = (), folder: str = "photos"
) -> Slide:
    return Slide(ExportPhoto(Path(name), name, taken_at, faces), MadeFile(folder, name))


def rows(page: bytes) -> list[list[object]]:
    data = re.search(r'<script id="photos" type="application/json">(.*?)</script>', page.decode("utf-8"), re.DOTALL)
    assert data
    answer: list[list[object]] = json.loads(data[1])
    return answer


def test_a_photo_has_its_address_caption_year_names_and_faces() -> None:
    faces = (ExportFace(Box(0.6, 0.1, 0.2, 0.2), "Tom"), ExportFace(Box(-0.1, 0.2, 0.3, 0.123456), "Grandma"))
    page = slideshow_page(TEXTS, [slide("a b.jpg", datetime(2019, 7, 4, 12), faces)])
    boxes = [[0.0, 0.2, 0.2, 0.1235], [0.6, 0.1, 0.2, 0.2]]
    assert rows(page) == [["photos/a%20b.jpg", "4 July 2019", 2019, "Grandma, Tom", boxes]]


def test_a_photo_without_a_date_has_its_name_as_caption() -> None:
    assert rows(slideshow_page(TEXTS, [slide("IMG_7.jpg")]))[0][1:3] == ["IMG_7.jpg", 0]


def test_an_unnamed_face_is_kept_in_view_and_a_name_is_listed_once() -> None:
    box = Box(0.1, 0.1, 0.1, 0.1)
    faces = (ExportFace(box, None), ExportFace(box, "Tom"), ExportFace(box, "Tom"))
    row = rows(slideshow_page(slideshow_texts(["Tom"]), [slide(faces=faces)]))[0]
    assert row[3] == "Tom"
    assert len(row[4]) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["#1?.jpg", "100%.jpg", "人 😀.jpg", "a&b;'\".jpg"])
def test_a_file_name_with_any_characters_becomes_a_working_address(name: str) -> None:
    address = rows(slideshow_page(slideshow_texts(["x"]), [slide(name)]))[0][0]
    assert isinstance(address, str)
    assert re.fullmatch(r"photos/[A-Za-z0-9._~%-]+", address)


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b", '"><img>', "{{data}}"]
)
def test_a_name_cannot_break_out_of_the_page(text: str) -> None:
    face = ExportFace(Box(0, 0, 1, 1), text)
    page = slideshow_page(slideshow_texts([text]), [slide(faces=(face,))])
    assert rows(page)[0][3] == text
    markup = page.decode("utf-8")
    assert markup.count("<script") == 2
    assert "<img>" not in markup
    data = markup.split('type="application/json">')[1].split("</script>")[0]
    assert data.isascii()
    assert not set(data) & set("<>&")


def test_the_page_loads_nothing_except_its_photos() -> None:
    page = slideshow_page(TEXTS, [slide()]).decode("utf-8")
    assert "http:" not in page
    assert "https:" not in page
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["data:,", "photos/a.jpg"]
    assert not re.search(r"\b(fetch|import|XMLHttpRequest|url)\(", page)


def test_without_scripts_the_photos_are_a_list_of_links() -> None:
    page = slideshow_page(TEXTS, [slide("a b.jpg", datetime(2019, 7, 14)), slide("c.jpg")]).decode("utf-8")
    listed = re.search(r"<noscript>(.*)</noscript>", page, re.DOTALL)
    assert listed
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', listed[1]) == [
        ("photos/a%20b.jpg", "14 July 2019"),
        ("photos/c.jpg", "c.jpg"),
    ]


@pytest.mark.parametrize(
    ("years", "subtitle"), [([2019], "1 photo · 2019"), ([2003, 2019], "2 photos · 2003 – 2019"), ([], "0 photos")]
)
def test_the_title_screen_shows_the_number_of_photos_and_their_years(years: list[int], subtitle: str) -> None:
    page = slideshow_page(TEXTS, [slide(taken_at=datetime(year, 1, 1)) for year in years])
    assert f"<p>{subtitle}</p>" in page.decode("utf-8")


def test_a_page_with_ten_thousand_photos_has_only_a_few_megabytes() -> None:
    faces = (ExportFace(Box(0.12345, 0.12345, 0.2, 0.2), "Grandma"),)
    page = slideshow_page(TEXTS, [slide(f"IMG_{n:05}.jpg", datetime(2019, 7, 14), faces) for n in range(10_000)])
    assert len(rows(page)) == 10_000
    assert len(page) < 3_000_000
