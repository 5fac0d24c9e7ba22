"""Tall photos share a shot, and faces do not show through each other."""

from dataclasses import replace
from pathlib import Path

import pytest

from photoindex.domain.geometry import Box
from photoindex.export import ExportFace, ExportPhoto
from photoindex.export.film.arranging import Item, arrange
from photoindex.export.film.placement import Size

VIEW = Size(1920, 1080)
FACE = ExportFace(Box(0.4, 0.2, 0.2, 0.3), "Ann", ((0.45, 0.3), (0.55, 0.3)), main=True)


def item(width: int, height: int, *faces: ExportFace, chapter: int = 0) -> Item:
    photo = ExportPhoto(Path("a.jpg"), "a", None, faces, width=width, height=height)
    return Item(photo, "", "", chapter)


@pytest.mark.parametrize(
    ("items", "shots"),
    [
        ([item(300, 200)] * 3, [1, 1, 1]),
        ([item(200, 300)] * 3, [2, 1]),
        ([item(1000, 1700)] * 3, [3]),
        ([item(200, 300), item(300, 200), item(200, 300)], [1, 1, 1]),
        ([item(200, 300), item(200, 300, chapter=1)], [1, 1]),
    ],
)
def test_tall_photos_of_a_chapter_share_a_shot(items: list[Item], shots: list[int]) -> None:
    arranged = arrange(items, VIEW)
    assert [len(shot.cells) for shot in arranged] == shots
    for shot in arranged:
        assert sum(cell.size.width for cell in shot.cells) + 4 * (len(shot.cells) - 1) == pytest.approx(1920)


def test_portraits_are_faded_with_their_eyes_in_one_place() -> None:
    first, second = arrange([item(1600, 900, FACE), item(3000, 2000, FACE)], VIEW)
    assert (first.rests, second.aligned, second.change) == (True, True, "fade")


def test_between_other_faces_the_screen_is_dark() -> None:
    several = item(1600, 900, FACE, replace(FACE, box=Box(0.1, 0.2, 0.2, 0.3)))
    assert [shot.change for shot in arrange([several, several, item(1600, 900)], VIEW)] == ["fade", "dip", "fade"]
