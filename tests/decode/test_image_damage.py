"""Files that are damaged, too large or not photos raise PhotoError with a reason, and no other exception."""

import random
import struct
import threading
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from photoindex.decode import DecodeLimits, decode_photo, load_upright
from photoindex.errors import PhotoError
from tests.decode.drawn import encode, noise


def png_without_pixels(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    check = struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + check + struct.pack(">I4s", 1000, b"IDAT")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"just text", "not a readable image"),
        (b"\xff\xd8\xff", "not a readable image"),
        (b"\0\0\0\x18ftypheic" + bytes(50), "not a readable image"),
        (png_without_pixels(10, 10), "truncated|damaged"),
    ],
)
def test_a_file_that_is_not_a_photo_is_a_photo_error_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(PhotoError, match=reason) as caught:
        decode_photo(data, "photo.jpg")
    assert caught.value.stage == "decode"


def test_a_truncated_jpeg_is_decoded_as_far_as_possible(group_photo: Path) -> None:
    data = group_photo.read_bytes()
    whole = decode_photo(data, "a.jpg")
    part = decode_photo(data[: len(data) * 9 // 10], "a.jpg")
    assert whole.damage is None
    assert part.damage is not None
    assert "truncated" in part.damage
    half = whole.image.shape[0] // 2
    assert (part.image[:half] == whole.image[:half]).all()
    assert part.facts == whole.facts


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
def test_a_jpeg_that_lacks_more_than_a_third_is_a_photo_error(group_photo: Path, share: float) -> None:
    data = group_photo.read_bytes()
    with pytest.raises(PhotoError, match="truncated"):
        decode_photo(data[: int(len(data) * share)], "a.jpg")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
def test_truncated_files_of_other_formats_are_photo_errors(kind: str) -> None:
    data = encode(noise(200, 100), kind)
    with pytest.raises(PhotoError):
        decode_photo(data[: len(data) // 2], "a")


def test_a_jpeg_with_bytes_after_its_end_is_complete(group_photo: Path) -> None:
    assert decode_photo(group_photo.read_bytes() + bytes(1000), "a.jpg").damage is None


def test_a_file_that_declares_too_many_pixels_is_refused_before_decoding() -> None:
    with pytest.raises(PhotoError, match=r"28777 x 28786 pixels, over the limit of [\d,]+ pixels"):
        decode_photo(png_without_pixels(28777, 28786), "a.png")


def test_limits_are_exact_to_the_pixel() -> None:
    data = encode(noise(100, 50), "JPEG")
    assert decode_photo(data, "a.jpg", DecodeLimits(max_pixels=5000)).image.shape == (50, 100, 3)
    with pytest.raises(PhotoError, match="100 x 50 pixels, over the limit of 4,999"):
        decode_photo(data, "a.jpg", DecodeLimits(max_pixels=4999))


def test_a_format_that_needs_more_memory_is_refused_at_fewer_pixels() -> None:
    limits = DecodeLimits(max_bytes=100 * 50 * 10)
    for kind, options in (("WEBP", {}), ("AVIF", {})):
        with pytest.raises(PhotoError, match=f"{kind} of 100 x 50"):
            decode_photo(encode(noise(100, 50), kind, **options), "a", limits)
    small = DecodeLimits(max_bytes=100)
    with pytest.raises(PhotoError, match="progressive JPEG of 100 x 50"):
        decode_photo(encode(noise(100, 50), "JPEG", progressive=True), "a", small)
    assert decode_photo(encode(noise(100, 50), "JPEG"), "a", small).image.shape == (50, 100, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "GIF"])
def test_a_large_photo_is_reduced_and_its_original_size_is_recorded(kind: str) -> None:
    exif = Image.Exif()
    exif[274] = 6
    gradient = np.zeros((301, 500, 3), np.uint8)
    gradient[..., 0] = np.linspace(0, 255, 500)[None]
    data = encode(Image.fromarray(gradient), kind, **({} if kind == "GIF" else {"exif": exif}))
    photo = decode_photo(data, "a", DecodeLimits(array_pixels=40_000))
    upright = (500, 301) if kind == "GIF" else (301, 500)
    assert (photo.facts.width, photo.facts.height) == upright
    assert photo.image.shape == ((upright[1] + 1) // 2, (upright[0] + 1) // 2, 3)
    columns = photo.image[..., 0] if kind == "GIF" else photo.image[..., 0].T
    expected = np.linspace(0, 255, 500)[::2][None]
    assert np.abs(columns.astype(float) - expected).max() < 12


def test_a_damaged_byte_gives_a_photo_or_a_photo_error() -> None:
    chance = random.Random(0)
    exif = Image.Exif()
    exif[274], exif[271] = 6, "maker"
    exif.get_ifd(0x8825)[2] = (1.0, 2.0, 3.0)
    for kind in ("JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"):
        whole = encode(noise(40, 30), kind, **({} if kind in {"GIF", "BMP"} else {"exif": exif}))
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                data[chance.randrange(min(len(data), 600))] = chance.randrange(256)
            try:
                assert decode_photo(bytes(data), "a").image.ndim == 3
            except PhotoError as error:
                assert error.message


def test_nothing_is_printed_and_no_warning_escapes(capfd: pytest.CaptureFixture[str]) -> None:
    tiff = encode(noise(200, 100), "TIFF", compression="tiff_lzw")
    palette = encode(noise(20, 20).quantize(4), "PNG", transparency=b"\x00\x80")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PhotoError):
            decode_photo(tiff[:8000] + bytes(len(tiff) - 8000), "a.tif")
        decode_photo(palette, "a.png")
    assert capfd.readouterr() == ("", "")


def test_the_global_state_of_pillow_is_restored_even_by_threads() -> None:
    before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(warnings.filters)
    data = encode(noise(300, 200), "JPEG")
    shapes: list[tuple[int, ...]] = []

    def decode_some() -> None:
        for _ in range(10):
            shapes.append(decode_photo(data, "a.jpg").image.shape)

    threads = [threading.Thread(target=decode_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shapes == [(200, 300, 3)] * 40
    assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, list(warnings.filters))


def test_a_file_that_cannot_be_read_is_a_photo_error(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match=r"away\.jpg") as caught:
        load_upright(tmp_path / "away.jpg")
    assert caught.value.stage == "read"


@pytest.mark.parametrize("place", [2, 20])
def test_megabytes_of_fill_bytes_in_a_jpeg_are_skipped(place: int) -> None:
    data = encode(Image.new("RGB", (64, 48), "red"))
    filled = data[:place] + b"\xff" * 20_000_000 + data[place:]
    assert decode_photo(filled, "a.jpg").image.shape == (48, 64, 3)
