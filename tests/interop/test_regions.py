"""Boxes of other programs, in every convention and orientation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from photoindex.domain.geometry import Box
from photoindex.interop.regions import (
    WrittenRegion,
    by_centre,
    by_edges,
    centre_of,
    in_fractions,
    is_for_aspect,
    placed,
    size_in_file,
    to_stored,
    to_upright,
)

ORIENTATIONS = range(1, 9)
fractions = st.floats(0, 1)
boxes = st.builds(Box, fractions, fractions, fractions, fractions)


def corners(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


@given(boxes, st.sampled_from(ORIENTATIONS))
def test_a_box_comes_back_from_the_stored_image_as_it_was(box: Box, orientation: int) -> None:
    assert corners(to_upright(to_stored(box, orientation), orientation)) == pytest.approx(corners(box), abs=1e-9)
    assert corners(to_stored(to_upright(box, orientation), orientation)) == pytest.approx(corners(box), abs=1e-9)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_box_follows_its_pixels_when_pillow_turns_the_image(orientation: int) -> None:
    stored = np.zeros((40, 60), np.uint8)
    stored[4:16, 6:36] = 255
    image = Image.fromarray(stored)
    exif = image.getexif()
    exif[0x0112] = orientation
    image.info["exif"] = exif.tobytes()
    turned = ImageOps.exif_transpose(image)
    left, top, right, bottom = turned.getbbox() or (0, 0, 0, 0)
    expected = in_fractions(by_edges(left, top, right, bottom), *turned.size)
    box = to_upright(Box(6 / 60, 4 / 40, 30 / 60, 12 / 40), orientation)
    assert corners(box) == pytest.approx(corners(expected))
    assert size_in_file(60, 40, orientation) == turned.size


@given(boxes)
def test_a_box_comes_back_from_its_centre_as_it_was(box: Box) -> None:
    assert corners(by_centre(*centre_of(box))) == pytest.approx(corners(box), abs=1e-9)


def test_a_box_of_the_upright_image_is_not_turned() -> None:
    box = Box(0.1, 0.2, 0.3, 0.4)
    region = placed(WrittenRegion("Ann", box, "upright", dimensions=(30, 40)), "csv", 6)
    assert (region.box, region.dimensions) == (box, (30, 40))


def test_the_dimensions_of_a_stored_image_are_turned_with_it() -> None:
    region = placed(WrittenRegion("Ann", Box(0.1, 0.2, 0.3, 0.4), dimensions=(40, 30)), "xmp", 6)
    assert corners(region.box) == pytest.approx((0.4, 0.1, 0.4, 0.3))
    assert region.dimensions == (30, 40)


@pytest.mark.parametrize(
    ("dimensions", "fits"), [((4000, 3000), True), ((1024, 768), True), ((3000, 4000), False), ((3000, 3000), False),
                             ((0, 100), False), (None, True)],
)  # fmt: skip
def test_a_region_for_another_aspect_ratio_is_recognised(dimensions: tuple[int, int] | None, fits: bool) -> None:
    region = placed(WrittenRegion("Ann", Box(0, 0, 1, 1), dimensions=dimensions), "xmp", 1)
    assert is_for_aspect(region, 4000, 3000) == fits
