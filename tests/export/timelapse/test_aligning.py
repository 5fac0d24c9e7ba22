"""The eyes are at the same two points in every frame."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from photoindex.errors import PhotoError
from photoindex.export import ExportPhoto
from photoindex.export.timelapse.aligning import LEFT_EYE, RIGHT_EYE, face_picture
from photoindex.export.timelapse.records import TimelapseFace

SIDE = 200


def face(path: Path, size: tuple[int, int], left: tuple[float, float], right: tuple[float, float]) -> TimelapseFace:
    """A photo with a red and a blue dot for eyes, on grey."""
    picture = Image.new("RGB", size, (128, 128, 128))
    draw = ImageDraw.Draw(picture)
    dot = math.hypot((right[0] - left[0]) * size[0], (right[1] - left[1]) * size[1]) / 5
    for (x, y), colour in ((left, (255, 0, 0)), (right, (0, 0, 255))):
        draw.circle((x * size[0], y * size[1]), dot, fill=colour)
    picture.save(path, quality=95)
    photo = ExportPhoto(path, "a", None, width=size[0], height=size[1])
    return TimelapseFace(photo, (left, right), 1.0)


def centre(picture: Image.Image, colour: int) -> tuple[float, float]:
    """Where the dot of a colour channel lies, in fractions of the frame."""
    pixels = np.asarray(picture).astype(int)
    others = [channel for channel in (0, 1, 2) if channel != colour]
    rows, columns = np.nonzero(pixels[..., colour] - pixels[..., others].max(axis=-1) > 100)
    return float(columns.mean() + 0.5) / picture.width, float(rows.mean() + 0.5) / picture.height


@pytest.mark.parametrize(
    ("size", "left", "right"),
    [
        ((1200, 900), (0.40, 0.50), (0.60, 0.50)),  # reduced
        ((120, 90), (0.40, 0.50), (0.60, 0.45)),  # enlarged and tilted
        ((600, 800), (0.5, 0.3), (0.5, 0.5)),  # lying
        ((400, 300), (0.10, 0.12), (0.20, 0.12)),  # in a corner
    ],
)
def test_eyes_are_at_two_given_points(
    tmp_path: Path, size: tuple[int, int], left: tuple[float, float], right: tuple[float, float]
) -> None:
    picture = face_picture(face(tmp_path / "a.jpg", size, left, right), SIDE)
    assert picture.size == (SIDE, SIDE)
    assert centre(picture, 0) == pytest.approx(LEFT_EYE, abs=0.006)
    assert centre(picture, 2) == pytest.approx(RIGHT_EYE, abs=0.006)


def test_where_the_photo_ends_its_edge_is_continued_darker(tmp_path: Path) -> None:
    picture = face_picture(face(tmp_path / "a.jpg", (100, 100), (0.1, 0.1), (0.6, 0.1)), SIDE)
    above = picture.getpixel((100, 3))
    assert isinstance(above, tuple)
    assert 40 < above[1] < 110


def test_a_damaged_photo_is_reported(tmp_path: Path) -> None:
    broken = face(tmp_path / "a.jpg", (100, 100), (0.4, 0.4), (0.6, 0.4))
    broken.photo.path.write_bytes(b"\xff\xd8\xff broken")
    with pytest.raises(PhotoError):
        face_picture(broken, SIDE)
