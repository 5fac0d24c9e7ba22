"""Small files that ask for hours of work or gigabytes of memory are refused, or read without what does not matter."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photoindex.decode import DecodeLimits, decode_photo, load_upright, read_blocks
from photoindex.decode.effort import check_parts
from photoindex.decode.gif import first_frames
from photoindex.decode.jpeg_segments import first_scan, next_segment, scans, tidied
from photoindex.errors import PhotoError
from photoindex.scan.reading import read_file

LIMITS = DecodeLimits()
MANY = 1000


class Counting(BytesIO):
    """Counts the bytes that are read."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def encoded(kind: str, **how: object) -> bytes:
    noise = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    stream = BytesIO()
    Image.fromarray(noise).save(stream, kind, **how)  # type: ignore[arg-type]
    return stream.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def declaring(data: bytes, width: int, height: int) -> bytes:
    """A JPEG with another size in its frame header."""
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def reason_of(data: bytes, name: str = "a", limits: DecodeLimits = LIMITS) -> str:
    with pytest.raises(PhotoError) as caught:
        decode_photo(data, name, limits)
    return caught.value.reason


# Files as a whole


@pytest.mark.parametrize("name", ["a.jpg", "a.tif", "a.png", "a.heic", "a.dng"])
def test_a_sparse_terabyte_is_refused_before_it_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(encoded("JPEG"))
    try:
        with path.open("r+b") as file:
            file.truncate(10**12)
    except OSError:
        pytest.skip("this file system has no files of that length")
    for read in (read_file, load_upright):
        with pytest.raises(PhotoError, match="1,000,000,000,000 bytes long, over the limit of 1,000,000,000") as caught:
            read(path)
        assert caught.value.reason == "too-many-bytes"


def test_a_larger_limit_of_pixels_admits_longer_files() -> None:
    assert DecodeLimits(max_pixels=2_000_000_000).file_bytes == 4_000_000_000
    assert DecodeLimits(max_pixels=2_000_000_000).passes == 12_000_000_000
    assert DecodeLimits(max_pixels=2_000_000_000).parts == 2_000_000


def test_a_file_is_measured_to_the_byte(tmp_path: Path) -> None:
    path, limits = tmp_path / "a.jpg", DecodeLimits(max_pixels=100_000_000)
    data = encoded("JPEG")
    path.write_bytes(data)
    with path.open("r+b") as file:
        file.truncate(limits.file_bytes + 1)
    with pytest.raises(PhotoError, match="over the limit of 200,000,000"):
        read_file(path, limits)
    with path.open("r+b") as file:
        file.truncate(len(data))
    assert read_file(path, limits).data == data


# JPEG


def test_a_progressive_jpeg_of_many_scans_is_refused_by_scans_times_pixels() -> None:
    data = encoded("JPEG", progressive=True)
    first = first_scan(data, MANY)
    end = data.index(b"\xff", first + 14)
    many = declaring(data[:end] + data[first:end] * 400 + data[end:], 7000, 7000)
    with pytest.raises(
        PhotoError, match=r"7000 x 7000 pixels in .* scans or more, over the limit of 3,000,000,000"
    ) as e:
        decode_photo(many, "a.jpg")
    assert e.value.reason == "too-much-work"
    assert scans(many, first, MANY) == 410
    assert scans(many, first, 60) == 61


def test_an_ordinary_progressive_jpeg_has_about_ten_scans() -> None:
    data = encoded("JPEG", progressive=True)
    assert scans(data, first_scan(data, MANY), MANY) == data.count(b"\xff\xda") == 10
    assert decode_photo(data, "a.jpg").image.shape == (30, 40, 3)


def test_marks_of_scans_in_a_comment_are_no_scans() -> None:
    data = encoded("JPEG", progressive=True)
    said = data[:2] + segment(0xFE, b"\xff\xda" * 20_000) + data[2:]
    assert scans(said, first_scan(said, MANY), MANY) == 10
    at = first_scan(said, MANY)
    between = said.index(b"\xff\xc4", at)
    hidden = said[:between] + segment(0xFE, b"\xff\xd9\xff\xda") + said[between:]
    assert scans(hidden, at, MANY) == 10


def test_a_jpeg_with_a_scan_for_each_colour_counts_as_one_that_is_held_in_full() -> None:
    data = encoded("JPEG")
    at = first_scan(data, MANY)
    apart = declaring(data[:at] + segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + data[at + 14 :], 16_000, 16_000)
    with pytest.raises(PhotoError, match="JPEG in several scans of 16000 x 16000") as caught:
        decode_photo(apart, "a.jpg")
    assert caught.value.reason == "too-much-memory"


@pytest.mark.parametrize(
    "rubbish", [b"\xff" * 300_000, b"\xff\0" * 300, (b"\xff" * 65_000 + b"\0") * 20, bytes(70_000)]
)
def test_what_lies_between_segments_is_taken_out_where_it_is_much(rubbish: bytes) -> None:
    data = encoded("JPEG")
    filled = data[:2] + rubbish + data[2:]
    assert tidied(filled, MANY) == (data if len(rubbish) > 65_536 else filled)
    assert (decode_photo(filled, "a.jpg").image == decode_photo(data, "a.jpg").image).all()


def test_nothing_but_fill_bytes_is_no_image() -> None:
    data = b"\xff\xd8" + b"\xff" * 1_000_000
    assert len(tidied(data, MANY)) <= 65_538
    assert reason_of(data) == "not-an-image"


def test_more_segments_than_any_photo_has_are_too_much_work() -> None:
    data = encoded("JPEG")
    with pytest.raises(PhotoError, match="a JPEG of more than 1,000 segments") as caught:
        tidied(data[:2] + segment(0xFE, b"") * 1001 + data[2:], MANY)
    assert caught.value.reason == "too-much-work"


def test_of_applications_only_the_first_megabytes_reach_the_decoder() -> None:
    data = encoded("JPEG")
    exif = segment(0xE1, b"Exif\0\0" + bytes(60_000))
    many = data[:2] + exif * 400 + data[2:]
    assert len(data) < len(tidied(many, MANY)) < 16_100_000
    assert (decode_photo(many, "a.jpg").image == decode_photo(data, "a.jpg").image).all()
    assert len(read_blocks(BytesIO(many)).exif) <= 16_000_000


def test_looking_for_a_segment_ends() -> None:
    assert next_segment(b"\xff\1" * 5000, 0, MANY) == -1
    assert next_segment(b"\xff" * 5000, 0, MANY) == -1
    file = Counting(b"\xff\xd8" + b"\xff\1" * 3 + b"x" * 3_000_000)
    read_blocks(file)
    assert file.taken < 1_000_100


# PNG


def in_png(*chunks: bytes) -> bytes:
    data = encoded("PNG")
    return data[:33] + b"".join(chunks) + data[33:]


def test_texts_of_a_png_are_inflated_no_further_than_any_text_is_long() -> None:
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


def test_a_picture_that_inflates_further_than_its_size_is_read_as_far_as_that() -> None:
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


def test_of_a_gif_only_the_frames_that_are_wanted_reach_the_decoder() -> None:
    data = film("GIF", 40)
    one, count = first_frames(data, 1, MANY)
    assert count == 1
    assert len(one) < len(data) / 8
    assert b"said" not in one
    few, count = first_frames(data, 7, MANY)
    assert count == 7
    assert Image.open(BytesIO(few)).n_frames == 7  # type: ignore[attr-defined]
    assert first_frames(data, 100, MANY)[1] == 40


def test_a_comment_in_a_gif_of_too_many_blocks_is_too_much_work() -> None:
    data = film("GIF", 2)
    start = data.index(b"!\xfe")
    long = data[:start] + b"!\xfe" + b"\1x" * 5000 + b"\0" + data[start:]
    with pytest.raises(PhotoError, match="a GIF of more than 1,000 blocks") as caught:
        first_frames(long, 1, MANY)
    assert caught.value.reason == "too-much-work"
    assert decode_photo(long, "a.gif").image.shape == (10, 12, 3)


def test_a_run_length_coded_bmp_is_bounded_by_its_pixels() -> None:
    head = struct.pack("<2sIHHI", b"BM", 0, 0, 0, 54 + 1024)
    head += struct.pack("<IiiHHIIiiII", 40, 8000, 8000, 1, 8, 1, 0, 0, 0, 256, 0) + bytes(1024)
    assert reason_of(head + b"\0\1") == "too-much-work"


def tiff(tags: dict[int, tuple[int, int, int]], body: bytes = bytes(2000)) -> bytes:
    base = {256: (4, 1, 10), 257: (4, 1, 10), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1), 273: (4, 1, 8),
            277: (3, 1, 1), 279: (4, 1, 100)}  # fmt: skip
    every = sorted({**base, **tags}.items())
    entries = b"".join(struct.pack("<HHII", tag, *entry) for tag, entry in every)
    return struct.pack("<2sHIH", b"II", 42, 8, len(every)) + entries + bytes(4) + body


def test_a_tiff_of_more_strips_than_rows_can_be_is_too_much_work() -> None:
    assert reason_of(tiff({273: (4, 5_000_000, 8)})) == "too-much-work"


def test_a_tiff_whose_tags_share_the_bytes_of_the_file_is_damaged() -> None:
    shared = {1000 + number: (1, 100_000, 8) for number in range(100)}
    with pytest.raises(PhotoError, match="the tags of a TIFF hold more than the whole file"):
        decode_photo(tiff(shared, bytes(100_000)), "a.tif")
    assert decode_photo(tiff({1000: (1, 1000, 200)}), "a.tif").image.shape == (10, 10, 3)


def test_pages_of_a_tiff_that_lead_in_a_ring_are_read_once() -> None:
    data = tiff({254: (4, 1, 1)})
    at = 10 + 12 * 9
    assert decode_photo(data[:at] + struct.pack("<I", 8) + data[at + 4 :], "a.tif").image.shape == (10, 10, 3)


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_a_film_of_one_colour_is_looked_through_at_most_half_way(kind: str) -> None:
    assert decode_photo(film(kind, 6), "a").image.shape == (10, 12, 3)
