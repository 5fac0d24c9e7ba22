"""A sheet with a portrait of everybody."""

import html
import re
from pathlib import Path

import pytest

from photoindex.cli.wording.sheets import people_sheet
from photoindex.domain.targets import Target
from photoindex.operations.label import ignore, label
from photoindex.operations.people import Population, list_people, write_sheet
from tests.library import Library, green, red

EVIL = '<img src=x onerror=alert(1)> "Zoë" & O\'Neil'


def page_of(library: Library, population: Population, sheet: Path) -> str:
    write_sheet(library.index, population, sheet, people_sheet(population))
    return sheet.read_text(encoding="utf-8")


def captions(page: str) -> list[str]:
    return re.findall(r"<figcaption><b>(.*?)</b>", page)


def test_a_sheet_shows_people_before_clusters_with_names_ids_counts_and_years(scanned: Library, tmp_path: Path) -> None:
    cluster = scanned.cluster_with(4)
    label(scanned.index, green(scanned), EVIL)
    page = page_of(scanned, list_people(scanned.index), tmp_path / "sheet.html")
    assert captions(page) == [html.escape(EVIL), f"cluster {cluster}"]
    assert "<img src=x" not in page
    assert page.count("data:image/webp") == 2
    assert "2001–2002" in page
    assert "1 with a name, 1 without, 1 face in no cluster" in page
    assert f"photoindex show cluster {cluster} --sheet cluster-{cluster}.html" in page


def test_once_everybody_has_a_name_the_sheet_says_how_to_see_a_person(scanned: Library, tmp_path: Path) -> None:
    for target, name in ((red(scanned), "Grandma"), (green(scanned), "Tom")):
        label(scanned.index, target, name)
    page = page_of(scanned, list_people(scanned.index), tmp_path / "sheet.html")
    assert captions(page) == ["Grandma", "Tom"]
    assert "photoindex show person &quot;Grandma&quot; --sheet person.html" in page
    assert "No name yet" not in page


def test_ignored_faces_are_counted_but_have_no_portrait(scanned: Library, tmp_path: Path) -> None:
    ignore(scanned.index, Target("cluster", ids=(scanned.cluster_with(4),)))
    page = page_of(scanned, list_people(scanned.index), tmp_path / "sheet.html")
    assert "4 faces ignored" in page
    assert len(captions(page)) == 1


@pytest.mark.parametrize("suffix", [".png", ".html"])
def test_a_portrait_whose_photo_is_gone_is_a_grey_tile(scanned: Library, tmp_path: Path, suffix: str) -> None:
    for path in scanned.folder.rglob("*.jpg"):
        path.unlink()
    population = list_people(scanned.index)
    report = write_sheet(scanned.index, population, tmp_path / f"sheet{suffix}", people_sheet(population))
    assert (report.shown, report.missing) == (2, 2)
