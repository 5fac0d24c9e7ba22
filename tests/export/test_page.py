import base64
import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photoindex.domain.geometry import Box
from photoindex.export.page import Show, Slide
from photoindex.export.page import slideshow_page as page_of
from photoindex.export.records import ChapterKind, ExportFace, ExportPhoto, SlideshowTexts
from photoindex.wording.slideshows import slideshow_texts
from tests.export.conftest import TEXTS


def slide(
    name: str = "a.jpg",
    taken_at: datetime | None = None,
    faces: tuple[ExportFace, ...] = (),
    *,
    album: str = "",
    tile: str | None = None,
) -> Slide:
    return Slide(ExportPhoto(Path(name), name, taken_at, faces, album=album), f"photos/{name}", tile=tile)


def slideshow_page(texts: SlideshowTexts, slides: Sequence[Slide], kind: ChapterKind = "year") -> bytes:
    return page_of(Show(texts, slides, kind))


def data_of(page: bytes) -> dict[str, Any]:
    data = re.search(r'<script id="photos" type="application/json">(.*?)</script>', page.decode("utf-8"), re.DOTALL)
    assert data
    answer: dict[str, Any] = json.loads(data[1])
    return answer


def rows(page: bytes) -> list[list[Any]]:
    found: list[list[Any]] = data_of(page)["photos"]
    return found


def test_a_photo_has_its_address_size_words_and_faces() -> None:
    eyes = ((0.05, 0.25), (0.15, 0.25))
    faces = (
        ExportFace(Box(0.6, 0.1, 0.2, 0.2), "Tom", eyes),
        ExportFace(Box(-0.1, 0.2, 0.3, 0.123456), "Grandma", eyes, main=True),
    )
    photo = ExportPhoto(Path("x"), "x", datetime(2019, 7, 4, 12), faces, width=4000, height=3000, everybody=True)
    page = slideshow_page(TEXTS, [Slide(photo, "photos/a b.jpg", "display/a b.jpg")])
    boxes = [[0.0, 0.2, 0.2, 0.1235, 0.05, 0.25, 0.15, 0.25], [0.6, 0.1, 0.2, 0.2]]
    address = ["display/a%20b.jpg", "photos/a%20b.jpg"]
    assert rows(page) == [[*address, 4000, 3000, "4 July 2019", "with Tom", boxes]]


def test_an_unnamed_face_is_kept_in_view_and_a_name_is_listed_once() -> None:
    box = Box(0.1, 0.1, 0.1, 0.1)
    faces = (ExportFace(box, None), ExportFace(box, "Tom"), ExportFace(box, "Tom"))
    row = rows(slideshow_page(slideshow_texts([]), [slide(faces=faces)]))[0]
    assert row[5] == "Tom"
    assert len(row[6]) == 3


def test_the_most_appealing_photo_is_on_the_title_page() -> None:
    slides = [Slide(ExportPhoto(Path("x"), "x", None, appeal=value), "photos/x") for value in (0.1, 0.9, 0.5)]
    assert data_of(slideshow_page(TEXTS, slides))["cover"] == 1


def test_chapters_are_headings_of_the_gallery_and_begin_at_their_first_photo() -> None:
    slides = [slide(f"{n}.jpg", datetime(1998 + n // 4, 1, 1)) for n in range(8)]
    page = slideshow_page(TEXTS, slides)
    assert data_of(page)["chapters"] == [[0, "1998", ""], [4, "1999", ""]]
    assert re.findall("<h3>(.*?) <small>", page.decode("utf-8")) == ["1998", "1999"]
    assert data_of(slideshow_page(TEXTS, slides, "none"))["chapters"] == []


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
    page = slideshow_page(slideshow_texts([text]), [slide(faces=(face,), album=text)])
    assert rows(page)[0][5] == text
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
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["data:,", "photos/a.jpg", "photos/a.jpg"]
    assert not re.search(r"\b(fetch|import|XMLHttpRequest|url)\(", page)


def test_the_policy_of_the_page_allows_its_own_script_and_style_only() -> None:
    page = slideshow_page(TEXTS, [slide()]).decode("utf-8")
    policy = re.search('http-equiv="Content-Security-Policy" content="(.*?)"', page)
    assert policy
    for element in ("style", "script"):
        text = re.search(f"<{element}>(.*?)</{element}>", page, re.DOTALL)
        assert text
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]


def test_without_scripts_the_photos_are_tiles_with_links() -> None:
    tile = "tiles/a b.jpg"
    slides = [slide("a b.jpg", datetime(2019, 7, 14), tile=tile), slide("c.jpg", album="Old & new")]
    page = slideshow_page(TEXTS, slides).decode("utf-8")
    tiles = re.findall('<li><a href="(.*?)"><img src="(.*?)".*?<span>(.*?)</span>', page)
    assert tiles == [
        ("photos/a%20b.jpg", "tiles/a%20b.jpg", "14 July 2019"),
        ("photos/c.jpg", "photos/c.jpg", "Old &amp; new"),
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
    assert len(page) < 6_000_000
