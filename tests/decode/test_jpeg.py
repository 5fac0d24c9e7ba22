"""JPEGs are decoded no finer than needed, and both decoders give the same result."""

import io
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photoindex.decode import DecodeLimits, decode_photo
from photoindex.decode.codecs import CODEC_ERRORS, quiet_pillow
from photoindex.decode.jpeg import decode_jpeg
from tests.decode.drawn import encode


def by_pillow(data: bytes, scale: int = 1) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    if scale > 1:
        image.draft(None, (max(1, image.width // scale), max(1, image.height // scale)))
    return image.convert("RGB")


@pytest.fixture(scope="module")
def photo(group_photo: Path) -> Image.Image:
    with Image.open(group_photo) as image:
        return image.convert("RGB")


@pytest.mark.parametrize(("least_side", "scale"), [(1280, 1), (641, 1), (640, 2), (321, 2), (320, 4), (160, 8), (1, 8)])
def test_the_scale_is_the_coarsest_that_keeps_the_required_side(
    photo: Image.Image, least_side: int, scale: int
) -> None:
    found = decode_photo(encode(photo), "a.jpg", least_side=least_side)
    assert (found.reduction, found.finest) == (scale, 1)
    assert found.image.shape == (-(-photo.height // scale), -(-photo.width // scale), 3)
    assert (found.facts.width, found.facts.height) == photo.size


def test_a_jpeg_without_a_required_side_is_decoded_at_full_size(photo: Image.Image) -> None:
    found = decode_photo(encode(photo), "a.jpg")
    assert (found.reduction, found.finest, found.image.shape[1]) == (1, 1, photo.width)


def test_limits_bound_the_finest_scale(photo: Image.Image) -> None:
    limits = DecodeLimits(array_pixels=photo.width * photo.height // 3)
    found = decode_photo(encode(photo), "a.jpg", limits, least_side=300)
    assert (found.reduction, found.finest) == (4, 2)
    whole = decode_photo(encode(photo, "PNG"), "a.png", limits, least_side=300)
    assert (whole.reduction, whole.finest) == (2, 2)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("size", [(1280, 886), (1111, 770)])
def test_a_reduced_photo_is_upright_like_the_full_one(
    photo: Image.Image, orientation: int, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    data = encode(photo.resize(size), exif=exif, quality=95)
    whole = decode_photo(data, "a.jpg")
    half = decode_photo(data, "a.jpg", least_side=max(size) // 2)
    assert half.facts == whole.facts
    assert half.image.flags.c_contiguous
    height, width = half.image.shape[:2]
    averaged = np.asarray(Image.fromarray(whole.image).resize((width, height), Image.Resampling.BOX), np.int16)
    assert np.abs(half.image - averaged).mean() < 6


@pytest.mark.parametrize("scale", [1, 2, 4, 8])
@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 0}, {"subsampling": 1}, {"restart_marker_rows": 1}, {"L": 1}]
)
def test_both_decoders_give_the_same_pixels(photo: Image.Image, scale: int, options: dict[str, Any]) -> None:
    source = photo.resize((331, 227))
    data = encode(source.convert("L") if "L" in options else source, **options)
    pixels = decode_jpeg(Image.open(io.BytesIO(data)), data, scale)
    assert pixels is not None
    assert (pixels == np.asarray(by_pillow(data, scale))).all()


def test_jpegs_that_need_special_treatment_are_left_to_pillow(photo: Image.Image) -> None:
    for image, kind in ((photo.convert("CMYK"), "JPEG"), (photo, "PNG")):
        data = encode(image, kind)
        assert decode_jpeg(Image.open(io.BytesIO(data)), data, 1) is None


def test_a_truncated_photo_is_never_mistaken_for_a_complete_one(
    photo: Image.Image, capfd: pytest.CaptureFixture[str]
) -> None:
    source, chance = photo.resize((320, 220)), random.Random(0)
    for options in ({}, {"progressive": True}, {"restart_marker_rows": 2}):
        data = encode(source, **options)
        for _ in range(40):
            cut = data[: chance.randrange(700, len(data))]
            with quiet_pillow:
                assert decode_jpeg(Image.open(io.BytesIO(cut)), cut, chance.choice((1, 2, 4))) is None
    assert capfd.readouterr() == ("", "")


def test_both_decoders_give_the_same_result_for_damaged_photos(photo: Image.Image) -> None:
    data, chance = encode(photo.resize((320, 220))), random.Random(0)
    alike = 0
    for _ in range(100):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 5)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        with quiet_pillow:
            try:
                opened = Image.open(io.BytesIO(damaged))
                expected = np.asarray(by_pillow(bytes(damaged)))
            except CODEC_ERRORS:
                continue  # There are no pixels to compare with.
            pixels = decode_jpeg(opened, bytes(damaged), 1)
        assert pixels is None or (pixels == expected).all()
        alike += pixels is not None
    assert alike > 50


def test_an_animation_that_fades_in_is_decoded_at_a_frame_that_shows_something(photo: Image.Image) -> None:
    small = photo.resize((64, 44))
    frames = [Image.new("RGB", small.size), small, small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    for kind in ("GIF", "WEBP", "PNG"):
        data = encode(frames[0], kind, save_all=True, append_images=frames[1:])
        seen = decode_photo(data, "a").image
        assert np.abs(seen.astype(int) - np.asarray(small, int)).mean() < 12, kind
        cut = decode_photo(encode(frames[0], kind), "a").image
        assert cut.max() == 0
