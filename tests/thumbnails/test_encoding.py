"""Thumbnails are WebP pictures; the small size is made from the large one."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photoindex.thumbnails.encoding import encoded, reduced


def sample(side: int) -> Image.Image:
    gradient = np.linspace(0, 255, side, dtype=np.uint8)
    return Image.fromarray(np.stack([np.tile(gradient, (side, 1))] * 3, axis=2))


@pytest.mark.parametrize(("side", "small"), [(208, 104), (150, 104), (104, 104), (60, 60)])
def test_the_small_size_shows_the_same_at_half_the_side_or_less(side: int, small: int) -> None:
    with Image.open(io.BytesIO(reduced(encoded(sample(side), "fast"))), formats=("WEBP",)) as picture:
        assert picture.size == (small, small)
        left, right = (picture.convert("L").getpixel((x, small // 2)) for x in (2, small - 3))
    assert left < 30  # type: ignore[operator]
    assert right > 225  # type: ignore[operator]


def test_more_effort_makes_smaller_files(portrait_photo: Path) -> None:
    with Image.open(portrait_photo) as photo:
        portrait = photo.convert("RGB").resize((208, 208))
    assert len(encoded(portrait, "thorough")) < len(encoded(portrait, "fast")) < 10_000


@pytest.mark.parametrize("data", [b"", b"no picture", encoded(sample(208), "fast")[:200]])
def test_what_is_not_a_picture_cannot_be_reduced(data: bytes) -> None:
    with pytest.raises(OSError, match=r"cannot identify|could not|failed to"):
        reduced(data)
