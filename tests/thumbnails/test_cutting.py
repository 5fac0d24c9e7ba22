"""Thumbnails are cut out of decoded photos: square, with some context, upright, in sRGB."""

import io
import math

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode.profiles import profile_of_codes
from photoindex.domain.geometry import Box, Landmarks
from photoindex.domain.thumbnail import FacePlace
from photoindex.thumbnails.cutting import around, decoding_side, thumbnails_in

P3 = profile_of_codes({"color_primaries": 12, "transfer_characteristics": 13})
MIDDLE = Box(0.4, 0.4, 0.2, 0.2)


def photo(width: int, height: int, box: Box = MIDDLE) -> NDArray[np.uint8]:
    """A black photo in which the face's box is red, and its upper half is yellow."""
    pixels = np.zeros((height, width, 3), np.uint8)
    left, top = round(box.x * width), round(box.y * height)
    right, bottom = round((box.x + box.width) * width), round((box.y + box.height) * height)
    pixels[top:bottom, left:right, 0] = 255
    pixels[top : (top + bottom) // 2, left:right, 1] = 255
    return pixels


def shown(images: list[NDArray[np.uint8]], place: FacePlace, profile: bytes | None = None) -> Image.Image:
    [thumbnail] = thumbnails_in(images, [place], profile, "fast")
    return Image.open(io.BytesIO(thumbnail), formats=("WEBP",)).convert("RGB")


def looks(picture: Image.Image, x: float, y: float) -> str:
    red, green, blue = picture.getpixel((int(x * picture.width), int(y * picture.height)))  # type: ignore[misc]
    return {(1, 1, 0): "yellow", (1, 0, 0): "red", (0, 0, 0): "black"}[red > 127, green > 127, blue > 127]


def test_a_thumbnail_shows_the_face_in_the_middle_with_a_margin_of_a_quarter() -> None:
    picture = shown([photo(2000, 2000)], FacePlace(MIDDLE))
    assert picture.size == (208, 208)
    column = [looks(picture, 0.5, y) for y in (0.1, 0.25, 0.45, 0.55, 0.75, 0.9)]
    assert column == ["black", "yellow", "yellow", "red", "red", "black"]


@pytest.mark.parametrize(
    "box",
    [Box(-0.1, -0.1, 0.4, 0.4), Box(0, 0, 1, 1), Box(0.99, 0.99, 0.2, 0.2), Box(0.5, 0.5, 0, 0), Box(5, -3, 9, 0.1),
     Box(math.nan, 0, math.inf, 1), Box(1e300, 1e300, 1e300, 1e300)],
)  # fmt: skip
@pytest.mark.parametrize("size", [(1, 1), (3000, 20), (7, 900), (640, 480)])
def test_the_square_lies_within_the_photo(box: Box, size: tuple[int, int]) -> None:
    left, top, edge = around(box, *size)
    assert 1 <= edge <= min(size)
    assert 0 <= left <= size[0] - edge
    assert 0 <= top <= size[1] - edge
    assert shown([np.zeros((size[1], size[0], 3), np.uint8)], FacePlace(box)).width == min(edge, 208)


def test_a_small_face_is_not_enlarged() -> None:
    assert shown([photo(300, 300)], FacePlace(MIDDLE)).size == (90, 90)


def test_a_face_is_cut_out_of_the_coarsest_image_with_enough_pixels() -> None:
    coarse, middle, fine = photo(300, 300), photo(1000, 1000), np.full((4000, 4000, 3), 255, np.uint8)
    assert looks(shown([fine, coarse, middle], FacePlace(MIDDLE)), 0.5, 0.75) == "red"
    assert shown([coarse, photo(600, 600)], FacePlace(MIDDLE)).size == (180, 180)


# The face in the upright photo is yellow above; the landmarks say which of its sides is really up.
@pytest.mark.parametrize(
    ("left_eye", "right_eye", "yellow_at"),
    [((0.45, 0.5), (0.55, 0.5), (0.5, 0.3)), ((0.55, 0.5), (0.45, 0.5), (0.5, 0.7)),
     ((0.5, 0.45), (0.5, 0.55), (0.3, 0.5)), ((0.5, 0.55), (0.5, 0.45), (0.7, 0.5)),
     ((0.45, 0.46), (0.55, 0.54), (0.5, 0.3)), ((0.0, 0.0), (0.0, 0.0), (0.5, 0.3))],
    ids=["upright", "upside down", "turned clockwise", "turned counter-clockwise", "tilted", "without landmarks"],
)  # fmt: skip
def test_a_face_that_lies_on_its_side_is_turned(
    left_eye: tuple[float, float], right_eye: tuple[float, float], yellow_at: tuple[float, float]
) -> None:
    landmarks = Landmarks(left_eye, right_eye, (0.5, 0.5), (0.5, 0.5), (0.5, 0.5))
    picture = shown([photo(1000, 1000)], FacePlace(MIDDLE, landmarks))
    opposite = 1 - yellow_at[0], 1 - yellow_at[1]
    assert (looks(picture, *yellow_at), looks(picture, *opposite)) == ("yellow", "red")


def test_the_colours_are_converted_from_the_profile_of_the_photo() -> None:
    # Display P3 (211, 51, 39) is about sRGB (230, 20, 20), according to Apple's ColorSync and LittleCMS.
    pixels = np.full((400, 400, 3), (211, 51, 39), np.uint8)
    converted = shown([pixels], FacePlace(MIDDLE), P3).getpixel((50, 50))
    assert np.abs(np.array(converted) - (230, 20, 20)).max() <= 10
    assert shown([pixels], FacePlace(MIDDLE), b"nonsense").getpixel((50, 50))[0] < 220  # type: ignore[index]


def test_many_faces_get_smaller_thumbnails_in_a_scan_but_never_smaller_than_the_small_size() -> None:
    def sides(faces: int, effort: str) -> set[int]:
        made = thumbnails_in([photo(2000, 2000)], [FacePlace(MIDDLE)] * faces, None, effort)  # type: ignore[arg-type]
        return {Image.open(io.BytesIO(thumbnail)).width for thumbnail in made}

    assert [sides(faces, "fast") for faces in (1, 2, 4, 8, 50)] == [{208}, {208}, {158}, {111}, {104}]
    assert sides(8, "thorough") == {208}
    assert sides(0, "fast") == set()


@pytest.mark.parametrize(
    ("box", "size"),
    [(MIDDLE, (6000, 4000)), (Box(0.3, 0.1, 0.02, 0.03), (4000, 6000)), (Box(0, 0, 1, 1), (4000, 6000)),
     (Box(0.1, 0.1, 0.5, 0.9), (1000, 500))],
)  # fmt: skip
def test_a_photo_is_decoded_with_enough_pixels_for_its_faces(box: Box, size: tuple[int, int]) -> None:
    scale = min(1.0, decoding_side([box]) / max(size))
    reduced = round(size[0] * scale), round(size[1] * scale)
    assert around(box, *reduced)[2] >= min(208, around(box, *size)[2])
