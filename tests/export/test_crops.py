"""Faces cropped from photos."""

from pathlib import Path

import pytest
from PIL import Image

from photoindex.domain.geometry import Box
from photoindex.export import SheetFace
from photoindex.export.crops import square_crops
from tests.export.conftest import RED, share_of_red


def test_a_crop_shows_the_face_in_the_middle_with_a_margin_of_a_quarter(photo: Path) -> None:
    [(position, crop)] = square_crops([SheetFace(1, photo, RED, "")], 120)
    assert position == 0
    assert crop is not None
    assert crop.size == (120, 120)
    assert share_of_red(crop) == pytest.approx(1 / 1.5**2, abs=0.05)
    assert share_of_red(crop.crop((25, 25, 95, 95))) > 0.95


@pytest.mark.parametrize(
    "box", [Box(-0.1, -0.1, 0.4, 0.4), Box(0, 0, 1, 1), Box(0.99, 0.99, 0.2, 0.2), Box(0.5, 0.5, 0, 0)]
)
def test_a_crop_at_the_edge_stays_within_the_photo(photo: Path, box: Box) -> None:
    [(_, crop)] = square_crops([SheetFace(1, photo, box, "")], 64)
    assert crop is not None
    assert crop.size == (64, 64)
    assert crop.convert("L").getextrema()[0] > 40


def test_a_small_face_is_not_cropped_from_a_reduced_photo(tmp_path: Path) -> None:
    stripes = Image.new("L", (4000, 3000))
    stripes.paste(255, (0, 0, 4000, 3000))
    for x in range(0, 4000, 8):
        stripes.paste(0, (x, 0, x + 4, 3000))
    stripes.save(tmp_path / "large.jpg", quality=95)
    [(_, crop)] = square_crops([SheetFace(1, tmp_path / "large.jpg", Box(0.5, 0.5, 0.02, 0.02), "")], 120)
    assert crop is not None
    low, high = crop.convert("L").getextrema()
    assert high - low > 200
