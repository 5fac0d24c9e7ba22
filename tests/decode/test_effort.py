"""Small files that demand hours of work or gigabytes of memory are refused, or read without their irrelevant parts."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photoindex.decode import DecodeLimits, decode_photo, load_upright, read_blocks
from photoindex.decode.effort import check_parts
from photoindex.decode.gif import first_frames
from photoindex.decode.jxl_header import read_header
from photoindex.decode.raw_tiles import check_tiles, has_full_colours
from photoindex.errors import PhotoError
from photoindex.scan.reading import read_file
from tests.decode.drawn import LIMITS, box, chunk, declaring, encode, noise, reason_of

MANY = 1000


# Whole files


@pytest.mark.parametrize("name", ["a.jpg", "a.tif", "a.png", "a.heic", "a.dng"])
def test_a_sparse_terabyte_is_refused_before_it_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(encode(noise(40, 30)))
    try:
        with path.open("r+b") as file:
            file.truncate(10**12)
    except OSError:
        pytest.skip("this file system has no files of that length")
    for read in (read_file, load_upright):
        with pytest.raises(PhotoError, match="1,000,000,000,000 bytes long, over the limit of 1,000,000,000") as caught:
            read(path)
        assert caught.value.reason == "too-many-bytes"


def test_a_file_is_measured_to_the_byte(tmp_path: Path) -> None:
    path, limits = tmp_path / "a.jpg", DecodeLimits(max_pixels=100_000_000)
    data = encode(noise(40, 30))
    path.write_bytes(data)
    with path.open("r+b") as file:
        file.truncate(limits.file_bytes + 1)
    with pytest.raises(PhotoError, match="over the limit of 200,000,000"):
        read_file(path, limits)
    with path.open("r+b") as file:
        file.truncate(len(data))
    assert read_file(path, limits).data == data


# PNG


def in_png(*chunks: bytes) -> bytes:
    data = encode(noise(40, 30), "PNG")
    return data[:33] + b"".join(chunks) + data[33:]


def test_the_texts_in_a_png_are_decompressed_only_up_to_a_limit() -> None:
    packed = zlib.compress(bytes(15_000_000), 9)
    texts = read_blocks(BytesIO(in_png(*(chunk(b"zTXt", b"Raw profile type %d\0\0" % at + packed) for at in range(9)))))
    assert texts.texts == {}
    many = read_blocks(BytesIO(in_png(*(chunk(b"tEXt", b"%d\0x" % at) for at in range(5000)))))
    assert len(many.texts) == 1000


def test_more_chunks_than_any_png_has_are_too_much_work() -> None:
    data = in_png(chunk(b"teSt", b"") * 500_001)
    assert reason_of(data) == "too-much-work"
    check_parts(data, DecodeLimits(max_pixels=1_000_000_000))
    assert reason_of(in_png(chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(999))) * 2001)) == "too-much-work"


def test_a_picture_is_decompressed_only_to_its_declared_size() -> None:
    pixels = zlib.compress(bytes(50_000_000), 9)
    header = struct.pack(">IIBBBBB", 30, 20, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    assert decode_photo(data, "a.png").image.shape == (20, 30, 3)


# GIF, WebP, BMP, TIFF


def film(kind: str, count: int) -> bytes:
    frames = [Image.new("RGB", (12, 10), (200 * (number % 2), 0, 0)) for number in range(count)]
    stream = BytesIO()
    frames[0].save(stream, kind, save_all=True, append_images=frames[1:], comment=b"said " * 200)
    return stream.getvalue()


def test_only_the_needed_frames_of_a_gif_reach_the_decoder() -> None:
    data = film("GIF", 40)
    one, count = first_frames(data, 1, MANY)
    assert count == 1
    assert len(one) < len(data) / 8
    assert b"said" not in one
    few, count = first_frames(data, 7, MANY)
    assert count == 7
    assert Image.open(BytesIO(few)).n_frames == 7  # type: ignore[attr-defined]
    assert first_frames(data, 100, MANY)[1] == 40


def test_a_gif_comment_with_too_many_blocks_is_too_much_work() -> None:
    data = film("GIF", 2)
    start = data.index(b"!\xfe")
    long = data[:start] + b"!\xfe" + b"\1x" * 5000 + b"\0" + data[start:]
    with pytest.raises(PhotoError, match="a GIF with more than 1,000 blocks") as caught:
        first_frames(long, 1, MANY)
    assert caught.value.reason == "too-much-work"
    assert decode_photo(long, "a.gif").image.shape == (10, 12, 3)


def test_a_run_length_encoded_bmp_is_limited_by_its_pixels() -> None:
    head = struct.pack("<2sIHHI", b"BM", 0, 0, 0, 54 + 1024)
    head += struct.pack("<IiiHHIIiiII", 40, 8000, 8000, 1, 8, 1, 0, 0, 0, 256, 0) + bytes(1024)
    assert reason_of(head + b"\0\1") == "too-much-work"


def tiff(tags: dict[int, tuple[int, int, int]], body: bytes = bytes(2000)) -> bytes:
    base = {256: (4, 1, 10), 257: (4, 1, 10), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1), 273: (4, 1, 8),
            277: (3, 1, 1), 279: (4, 1, 100)}  # fmt: skip
    every = sorted({**base, **tags}.items())
    entries = b"".join(struct.pack("<HHII", tag, *entry) for tag, entry in every)
    return struct.pack("<2sHIH", b"II", 42, 8, len(every)) + entries + bytes(4) + body


def test_a_tiff_with_more_strips_than_a_photo_can_have_rows_is_too_much_work() -> None:
    assert reason_of(tiff({273: (4, 5_000_000, 8)})) == "too-much-work"


def test_a_tiff_whose_tags_all_point_to_the_same_bytes_counts_as_damaged() -> None:
    shared = {1000 + number: (1, 100_000, 8) for number in range(100)}
    with pytest.raises(PhotoError, match="the tags of a TIFF hold more than the whole file"):
        decode_photo(tiff(shared, bytes(100_000)), "a.tif")
    assert decode_photo(tiff({1000: (1, 1000, 200)}), "a.tif").image.shape == (10, 10, 3)


def test_tiff_pages_that_form_a_loop_are_read_once() -> None:
    data = tiff({254: (4, 1, 1)})
    at = 10 + 12 * 9
    assert decode_photo(data[:at] + struct.pack("<I", 8) + data[at + 4 :], "a.tif").image.shape == (10, 10, 3)


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_a_single_coloured_animation_is_searched_no_further_than_half_way(kind: str) -> None:
    assert decode_photo(film(kind, 6), "a").image.shape == (10, 12, 3)


# JPEG XL

CONTAINER = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl ", bytes(4), b"jxl ")


def bits(*numbers: tuple[int, int]) -> bytes:
    """Pack pairs (value, number of bits), lowest bit first."""
    value = at = 0
    for number, count in numbers:
        value |= number << at
        at += count
    return value.to_bytes(60, "little")


# 1500 x 1500 pixels of 8 bits with 2 + 14 extra channels.
MANY_CHANNELS = b"\xff\x0a" + bits(
    (0, 1), (1, 2), (1499, 13), (1, 3), (0, 1), (0, 1), (0, 1), (0, 2), (1, 1), (2, 2), (14, 4)
)  # fmt: skip


def test_the_number_of_extra_channels_is_read_from_the_header_of_a_jpeg_xl() -> None:
    header = read_header(MANY_CHANNELS)
    assert (header.size, header.extra_channels) == ((1500, 1500), 16)


class TestJpegXl:
    """Tests that need imagecodecs."""

    @pytest.fixture(autouse=True)
    def imagecodecs(self) -> Any:
        return pytest.importorskip("imagecodecs", reason="needs photoindex[jxl]")

    def test_extra_channels_of_a_jpeg_xl_count_towards_its_size(self) -> None:
        limits = DecodeLimits(max_bytes=300_000_000)
        with pytest.raises(PhotoError, match="JPEG XL of 1500 x 1500 pixels, which takes") as caught:
            decode_photo(MANY_CHANNELS, "a.jxl", limits)
        assert caught.value.reason == "too-much-memory"

    def test_a_jpeg_xl_with_more_boxes_than_any_photo_has_is_too_much_work(self) -> None:
        assert reason_of(CONTAINER + box(b"free") * 500_001, "a.jxl") == "too-much-work"

    def test_the_jpeg_inside_a_jpeg_xl_may_not_be_a_hundred_times_as_large_as_the_file(self, imagecodecs: Any) -> None:
        data = encode(noise(40, 30))
        comments = (b"\xff\xfe\xff\xff" + bytes(65_533)) * 400
        packed = bytes(imagecodecs.jpegxl_encode_jpeg(data[:2] + comments + data[2:]))
        with pytest.raises(PhotoError, match="a JPEG XL whose JPEG is over the limit of") as caught:
            decode_photo(packed, "a.jxl")
        assert caught.value.reason == "too-much-work"

    def test_a_codestream_with_a_first_part_shorter_than_its_header_is_read(self, imagecodecs: Any) -> None:
        data = bytes(imagecodecs.jpegxl_encode_jpeg(encode(noise(40, 30))))
        assert decode_photo(data, "a.jxl").image.shape == (30, 40, 3)


# RAW


def test_a_dng_with_a_tile_larger_than_any_photo_is_refused() -> None:
    data = tiff({322: (4, 1, 60_000), 323: (4, 1, 60_000)})
    with pytest.raises(PhotoError, match="DNG with a tile of 60000 x 60000 pixels, over the limit"):
        check_tiles(data, "DNG", LIMITS)


def test_a_jpeg_in_the_tile_of_a_dng_counts_with_all_its_pixels() -> None:
    body = declaring(encode(noise(40, 30)), 65_000, 65_000)
    tags = {259: (4, 1, 34892), 322: (4, 1, 512), 323: (4, 1, 512), 324: (4, 1, 0)}
    start = len(tiff(tags, b""))
    data = tiff({**tags, 324: (4, 1, start)}, body)
    with pytest.raises(PhotoError, match="DNG with JPEGs of 4,225,000,000 pixels or more in its tiles") as caught:
        check_tiles(data, "DNG", LIMITS)
    assert caught.value.reason == "too-much-work"
    check_tiles(data, "DNG", DecodeLimits(max_pixels=1_000_000_000))


def test_a_dng_with_full_colours_is_recognised_without_unpacking_it() -> None:
    assert has_full_colours(tiff({262: (4, 1, 34892)}))
    assert not has_full_colours(tiff({262: (4, 1, 32803)}))
