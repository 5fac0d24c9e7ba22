"""Damage outside the picture data of a file does not prevent the picture from being read."""

import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode import decode_photo
from photoindex.errors import PhotoError
from tests.decode.drawn import chunk, encode, picture, segment

PICTURE = Image.fromarray(picture())
JPEGS: dict[str, Callable[[bytes], bytes]] = {
    "empty profile": lambda data: data[:2] + segment(0xE2, b"ICC_PROFILE\0") + data[2:],
    "short profile": lambda data: data[:2] + segment(0xE2, b"ICC_PROFILE\0\1") + data[2:],
    "short JFIF": lambda data: data[:2] + segment(0xE0, b"JFIF\0\1") + data[2:],
    "short Adobe": lambda data: data[:2] + segment(0xEE, b"Adobe\0") + data[2:],
    "short Photoshop": lambda data: data[:2] + segment(0xED, b"Photoshop 3.0\x008BIM\4") + data[2:],
    "broken Exif": lambda data: data[:2] + segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7f") + data[2:],
    "odd segments": lambda data: data[:2] + b"".join(segment(m, b"?") for m in range(0xE0, 0xF0)) + data[2:],
    "bytes before": lambda data: b"\r\n\0\0" + data,
    "bytes before the first segment": lambda data: data[:2] + b"\0\0garbage" + data[2:],
    "a comment longer than it says": lambda data: data[:2] + segment(0xFE, b"hello hello", -4) + data[2:],
    "a comment shorter than it says": lambda data: data[:2] + segment(0xFE, b"hello", 9) + data[2:],
    "bytes behind": lambda data: data + b"\xff\xd9\xff\xd9trailing",
}
PNGS: dict[str, bytes] = {
    "a long compressed text": chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 1_200_000)),
    "a long text": chunk(b"tEXt", b"Comment\0" + b"x" * 1_200_000),
    "a long international text": chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"y" * 1_500_000)),
    "a text with a wrong checksum": chunk(b"tEXt", b"Comment\0hello", 1),
    "a profile of nothing": chunk(b"iCCP", b"big\0\0" + zlib.compress(bytes(1_200_000))),
    "a broken profile": chunk(b"iCCP", b"big\0\0nonsense"),
    "a short gamma": chunk(b"gAMA", b"\0\0"),
    "a short size": chunk(b"pHYs", b"\0\0\0"),
    "a short time": chunk(b"tIME", b"\0"),
    "a short transparency": chunk(b"tRNS", b"\0"),
    "broken primaries": chunk(b"cHRM", b"\0" * 5),
    "a broken Exif block": chunk(b"eXIf", b"II*\0\xff\xff\xff\x7f"),
    "an unknown chunk with a wrong checksum": chunk(b"zzZz", b"?", 7),
}


def check(data: bytes, expected: NDArray[np.uint8], tolerated: str | None = None) -> None:
    photo = decode_photo(data, "a")
    assert photo.damage is None
    assert np.abs(photo.image.astype(int) - expected).max() <= 1
    if tolerated is not None:
        assert photo.facts.tolerated == tolerated


@pytest.mark.parametrize("name", JPEGS)
def test_a_jpeg_is_read_whatever_surrounds_its_picture(name: str) -> None:
    data = encode(PICTURE, "JPEG", quality=95)
    check(JPEGS[name](data), decode_photo(data, "a").image)


@pytest.mark.parametrize("name", ["empty profile", "short JFIF", "bytes before"])
def test_removed_parts_are_reported_but_do_not_count_as_damage(name: str) -> None:
    data = encode(PICTURE, "JPEG", quality=95)
    check(JPEGS[name](data), decode_photo(data, "a").image, "jpeg-segments")
    check(data, decode_photo(data, "a").image, "")


@pytest.mark.parametrize("name", PNGS)
def test_a_png_is_read_whatever_surrounds_its_picture(name: str) -> None:
    data = encode(PICTURE, "PNG")
    for place in (33, len(data) - 12):
        check(data[:place] + PNGS[name] + data[place:], picture())


def test_a_wrong_png_checksum_is_not_damage_if_the_zlib_checksum_is_right() -> None:
    data = bytearray(encode(PICTURE, "PNG"))
    end = data.rindex(b"IEND") - 8
    data[end] ^= 1
    check(bytes(data), picture())


def test_damage_inside_the_picture_data_remains_an_error() -> None:
    data = bytearray(encode(PICTURE, "PNG"))
    middle = data.index(b"IDAT") + 40
    data[middle] ^= 0xFF
    with pytest.raises(PhotoError):
        decode_photo(bytes(data), "a.png")
    cut = encode(PICTURE, "PNG")
    with pytest.raises(PhotoError, match="truncated"):
        decode_photo(cut[: len(cut) // 2], "a.png")


def test_a_webp_with_broken_metadata_is_read() -> None:
    data = encode(PICTURE, "WEBP", lossless=True, exif=b"Exif\0\0II*\0\xff\xff\xff\x7f", icc_profile=b"nonsense")
    check(data, picture())
    longer = data[:4] + struct.pack("<I", len(data) + 500) + data[8:]
    check(longer, picture())


def bmp(alpha: NDArray[np.uint8]) -> bytes:
    """A version 5 bitmap whose header announces an alpha channel."""
    pixels = np.dstack([picture()[..., ::-1], alpha])[::-1].tobytes()
    head = struct.pack("<IiiHHIIiiII", 124, 64, 48, 1, 32, 3, len(pixels), 2835, 2835, 0, 0)
    head += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"BGRs" + bytes(64)
    return b"BM" + struct.pack("<IHHI", 14 + len(head) + len(pixels), 0, 0, 14 + len(head)) + head + pixels


def test_the_alpha_channel_of_a_bitmap_is_ignored_only_if_it_is_empty() -> None:
    nowhere = np.zeros((48, 64), np.uint8)
    check(bmp(nowhere), picture())
    check(bmp(nowhere + 255), picture())
    half = nowhere.copy()
    half[:24] = 255
    image = decode_photo(bmp(half), "a.bmp").image
    assert (image[:24] == picture()[:24]).all()
    assert image[24:].min() == 255


def test_an_empty_alpha_channel_of_a_png_is_used() -> None:
    data = encode(Image.fromarray(np.dstack([picture(), np.zeros((48, 64), np.uint8)])), "PNG")
    assert decode_photo(data, "a.png").image.min() == 255
