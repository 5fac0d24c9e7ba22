"""A timelapse of one person, made from the index."""

import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photoindex.errors import MissingLibraryError, NotFoundError, UsageError
from photoindex.operations.find import FindRequest, find
from photoindex.operations.person import set_lifespan
from photoindex.operations.timelapse import TimelapseRequest, TimelapseResult, Watch, timelapse
from photoindex.wording.timelapses import timelapse_label
from tests.library import Library, Snapshot, spread_eyes
from tests.stored import mode

MONTHS = ("January", "February")


def made(library: Library, place: Path, query: str = "Grandma", **wishes: Any) -> TimelapseResult:
    found = find(library.index, FindRequest(query=query))
    request = TimelapseRequest(place, timelapse_label, side=64, **wishes)
    return timelapse(library.index, found, request, lambda *_: None, Watch())


@pytest.fixture
def grandma(named: Library) -> Library:
    spread_eyes(named.index)
    return named


def test_a_folder_has_a_picture_of_each_face_in_the_order_of_time(grandma: Library, tmp_path: Path) -> None:
    result = made(grandma, tmp_path / "out")
    assert result.folder is not None
    assert (result.folder.written, result.undated, result.unfit) == (3, 1, 0)
    names = sorted(path.name for path in (tmp_path / "out").glob("*.jpg"))
    assert [name[:10] for name in names] == ["2001-01-01", "2001-02-01", "2002-01-01"]
    with Image.open(tmp_path / "out" / names[1]) as frame:
        assert frame.size == (64, 64)
        red, green, _ = frame.getpixel((32, 28))  # type: ignore[misc]
        assert red > 200 > green


def test_an_update_keeps_what_is_there(grandma: Library, tmp_path: Path) -> None:
    made(grandma, tmp_path / "out")
    with pytest.raises(UsageError, match="not empty"):
        made(grandma, tmp_path / "out")
    result = made(grandma, tmp_path / "out", update=True)
    assert result.folder is not None
    assert (result.folder.written, result.folder.kept) == (0, 3)
    set_lifespan(grandma.index, "Grandma", "1950", None)
    result = made(grandma, tmp_path / "out", update=True)
    assert result.folder is not None
    assert result.folder.rewritten == 3


def test_a_film_is_readable_by_its_owner_only_and_originals_are_only_read(
    grandma: Library, tmp_path: Path, snapshot: Snapshot
) -> None:
    before = snapshot(grandma.folder)
    result = made(grandma, tmp_path / "a.webp", most=2)
    assert result.film is not None
    assert result.film.faces == 2
    assert snapshot(grandma.folder) == before
    if os.name != "nt":
        assert mode(tmp_path / "a.webp") == 0o600


def test_faces_whose_eyes_are_too_close_to_each_other_are_left_out(named: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="large enough"):
        made(named, tmp_path / "a.webp")


@pytest.mark.parametrize("query", ["Grandma Tom", "Grandma | Tom", "year:2001"])
def test_it_shows_exactly_one_person(grandma: Library, tmp_path: Path, query: str) -> None:
    with pytest.raises(UsageError, match="exactly one person"):
        made(grandma, tmp_path / "a.webp", query)


def test_places_that_scans_would_read_are_refused(grandma: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="among your photos"):
        made(grandma, grandma.folder / "a.webp")
    with pytest.raises(UsageError, match="photos of the index"):
        made(grandma, grandma.folder)
    assert not (grandma.folder / "a.webp").exists()


@pytest.mark.usefixtures("no_film_package")
def test_mp4_needs_its_package(grandma: Library, tmp_path: Path) -> None:
    with pytest.raises(MissingLibraryError):
        made(grandma, tmp_path / "a.mp4")


def test_the_age_is_in_the_corner_if_the_birth_is_known_and_else_the_date(grandma: Library, tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []

    def label(photo: Any) -> tuple[str, str]:
        said.append(timelapse_label(photo))
        return said[-1]

    found = find(grandma.index, FindRequest(query="Grandma"))
    timelapse(grandma.index, found, TimelapseRequest(tmp_path / "a.webp", label, 1, side=64), lambda *_: None, Watch())
    set_lifespan(grandma.index, "Grandma", "1950-06-01", None)
    found = find(grandma.index, FindRequest(query="Grandma"))
    timelapse(grandma.index, found, TimelapseRequest(tmp_path / "a.webp", label, 1, side=64), lambda *_: None, Watch())
    assert said[0][0] in {"1 January 2001", "1 February 2001", "1 January 2002"}
    assert said[1] in {
        ("50 years old", "January 2001"),
        ("50 years old", "February 2001"),
        ("51 years old", "January 2002"),
    }


def test_an_update_keeps_the_size_and_the_number_of_faces(grandma: Library, tmp_path: Path) -> None:
    made(grandma, tmp_path / "out", most=2)
    found = find(grandma.index, FindRequest(query="Grandma"))
    request = TimelapseRequest(tmp_path / "out", timelapse_label, update=True)
    folder = timelapse(grandma.index, found, request, lambda *_: None, Watch()).folder
    assert folder is not None
    assert (folder.kept, folder.settings.kept) == (2, {"size": 64, "most": 2})
