"""The coded picture of a HEIF file and the turns that decoders apply to it."""

import io
import itertools
import struct

import numpy as np
import pytest
from PIL import Image, ImageOps

from photoindex.decode.coded_picture import CodedPicture
from photoindex.decode.heif_meta import coded_heif
from tests.decode.drawn import box
from tests.decode.test_heif_items import PRIMARY, heif, kinds, owned, spans

STEPS = {b"irot": range(4), b"imir": range(2)}
ONE_STEP = [(kind, value) for kind, values in STEPS.items() for value in values]


def coded(*steps: tuple[bytes, int]) -> CodedPicture | None:
    properties = [spans(60, 40), *(box(kind, bytes((value,))) for kind, value in steps)]
    data = heif(PRIMARY, kinds((1, b"hvc1")), owned(properties, {1: list(range(1, len(properties) + 1))}))
    return coded_heif(io.BytesIO(data))


def applied(pixels: np.ndarray, kind: bytes, value: int) -> np.ndarray:
    if kind == b"irot":
        return np.rot90(pixels, value)
    return np.fliplr(pixels) if value else np.flipud(pixels)


def turned(pixels: np.ndarray, orientation: int) -> np.ndarray:
    image = Image.fromarray(pixels)
    exif = image.getexif()
    exif[0x0112] = orientation
    image.info["exif"] = exif.tobytes()
    return np.asarray(ImageOps.exif_transpose(image))


@pytest.mark.parametrize("steps", [*((step,) for step in ONE_STEP), *itertools.product(ONE_STEP, ONE_STEP)])
def test_turns_and_mirrors_equal_one_exif_orientation(steps: tuple[tuple[bytes, int], ...]) -> None:
    picture = coded(*steps)
    assert picture is not None
    expected = np.arange(6, dtype=np.uint8).reshape(2, 3)
    for step in steps:
        expected = applied(expected, *step)
    stored = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert (picture.size, picture.cropped) == ((60, 40), False)
    assert turned(stored, picture.orientation).tolist() == expected.tolist()


def test_a_crop_is_reported() -> None:
    picture = coded((b"clap", 0))
    assert picture is not None
    assert picture.cropped


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", heif(), heif(PRIMARY, kinds((1, b"hvc1"))), heif(box(b"iloc", b"\1\0\0\0", b"\x44"))]
)
def test_a_damaged_or_foreign_file_has_no_coded_picture(data: bytes) -> None:
    assert coded_heif(io.BytesIO(data)) is None


def test_an_impossible_box_ends_the_search() -> None:
    for size in (1, 7, 2**31):
        assert coded_heif(io.BytesIO(struct.pack(">I4s", size, b"ftyp") + bytes(100))) is None
