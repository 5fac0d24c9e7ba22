"""Small files that demand hours of work or gigabytes of memory are refused, or read without irrelevant parts."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photoindex.decode import DecodeLimits, decode_photo, load_upright, read_blocks
from photoindex.decode.effort import check_parts
from photoindex.decode.gif import first_frames
from photoindex.decode.jpeg_segments import first_scan, frame_size, next_segment, scans, tidied
from photoindex.decode.jxl_header import read_header
from photoindex.decode.raw_tiles import check_tiles, has_full_colours
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


# Whole files


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


def test_scan_markers_in_a_comment_do_not_count() -> None:
    data = encoded("JPEG", progressive=True)
    said = data[:2] + segment(0xFE, b"\xff\xda" * 20_000) + data[2:]
    assert scans(said, first_scan(said, MANY), MANY) == 10
    at = first_scan(said, MANY)
    between = said.index(b"\xff\xc4", at)
    hidden = said[:between] + segment(0xFE, b"\xff\xd9\xff\xda") + said[between:]
    assert scans(hidden, at, MANY) == 10


def test_a_jpeg_with_a_scan_per_colour_needs_memory_at_full_size() -> None:
    data = encoded("JPEG")
    at = first_scan(data, MANY)
    apart = declaring(data[:at] + segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + data[at + 14 :], 16_000, 16_000)
    with pytest.raises(PhotoError, match="JPEG in several scans of 16000 x 16000") as caught:
        decode_photo(apart, "a.jpg")
    assert caught.value.reason == "too-much-memory"


@pytest.mark.parametrize(
    "rubbish", [b"\xff" * 300_000, b"\xff\0" * 300, (b"\xff" * 65_000 + b"\0") * 20, bytes(70_000)]
)
def test_long_filling_between_segments_is_removed(rubbish: bytes) -> None:
    data = encoded("JPEG")
    filled = data[:2] + rubbish + data[2:]
    assert tidied(filled, MANY) == (data if len(rubbish) > 65_536 else filled)
    assert (decode_photo(filled, "a.jpg").image == decode_photo(data, "a.jpg").image).all()


def test_fill_bytes_alone_are_not_an_image() -> None:
    data = b"\xff\xd8" + b"\xff" * 1_000_000
    assert len(tidied(data, MANY)) <= 65_538
    assert reason_of(data) == "not-an-image"


def test_more_segments_than_any_photo_has_are_too_much_work() -> None:
    data = encoded("JPEG")
    with pytest.raises(PhotoError, match="a JPEG with more than 1,000 segments") as caught:
        tidied(data[:2] + segment(0xFE, b"") * 1001 + data[2:], MANY)
    assert caught.value.reason == "too-much-work"


def test_only_the_first_megabytes_of_application_segments_reach_the_decoder() -> None:
    data = encoded("JPEG")
    exif = segment(0xE1, b"Exif\0\0" + bytes(60_000))
    many = data[:2] + exif * 400 + data[2:]
    assert len(data) < len(tidied(many, MANY)) < 16_100_000
    assert (decode_photo(many, "a.jpg").image == decode_photo(data, "a.jpg").image).all()
    assert len(read_blocks(BytesIO(many)).exif) <= 16_000_000


def test_the_search_for_a_segment_ends() -> None:
    assert next_segment(b"\xff\1" * 5000, 0, MANY) == -1
    assert next_segment(b"\xff" * 5000, 0, MANY) == -1
    file = Counting(b"\xff\xd8" + b"\xff\1" * 3 + b"x" * 3_000_000)
    read_blocks(file)
    assert file.taken < 1_000_100


# PNG


def in_png(*chunks: bytes) -> bytes:
    data = encoded("PNG")
    return data[:33] + b"".join(chunks) + data[33:]


def test_texts_of_a_png_are_inflated_up_to_a_limit() -> None:
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


def test_a_picture_is_inflated_only_to_its_declared_size() -> None:
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


def test_a_tiff_with_more_strips_than_any_photo_has_rows_is_too_much_work() -> None:
    assert reason_of(tiff({273: (4, 5_000_000, 8)})) == "too-much-work"


def test_a_tiff_whose_tags_share_the_bytes_of_the_file_is_damaged() -> None:
    shared = {1000 + number: (1, 100_000, 8) for number in range(100)}
    with pytest.raises(PhotoError, match="the tags of a TIFF hold more than the whole file"):
        decode_photo(tiff(shared, bytes(100_000)), "a.tif")
    assert decode_photo(tiff({1000: (1, 1000, 200)}), "a.tif").image.shape == (10, 10, 3)


def test_tiff_pages_that_form_a_loop_are_read_once() -> None:
    data = tiff({254: (4, 1, 1)})
    at = 10 + 12 * 9
    assert decode_photo(data[:at] + struct.pack("<I", 8) + data[at + 4 :], "a.tif").image.shape == (10, 10, 3)


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_an_animation_in_one_colour_is_searched_at_most_half_way(kind: str) -> None:
    assert decode_photo(film(kind, 6), "a").image.shape == (10, 12, 3)


# HEIC and AVIF


def box(kind: bytes, *parts: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(b"".join(parts)), kind) + b"".join(parts)


def heif(*meta: bytes, brand: bytes = b"heic") -> bytes:
    return box(b"ftyp", brand, bytes(4), b"mif1") + box(b"meta", bytes(4), *meta)


def kinds(*items: tuple[int, bytes]) -> bytes:
    entries = (box(b"infe", b"\2\0\0\0", struct.pack(">HH4s", number, 0, kind), b"\0") for number, kind in items)
    return box(b"iinf", bytes(4), struct.pack(">H", len(items)), *entries)


def references(*several: tuple[bytes, int, list[int]]) -> bytes:
    entries = (box(kind, struct.pack(f">HH{len(to)}H", source, len(to), *to)) for kind, source, to in several)
    return box(b"iref", bytes(4), *entries)


def owned(properties: list[bytes], owners: dict[int, list[int]]) -> bytes:
    entries = (struct.pack(">HB", number, len(indices)) + bytes(indices) for number, indices in owners.items())
    return box(b"iprp", box(b"ipco", *properties), box(b"ipma", bytes(4), struct.pack(">I", len(owners)), *entries))


def places(extents: dict[int, tuple[int, int]]) -> bytes:
    entries = (struct.pack(">HHHHII", number, 1, 0, 1, *extent) for number, extent in extents.items())
    return box(b"iloc", b"\1\0\0\0", b"\x44\0", struct.pack(">H", len(extents)), *entries)


def spans(width: int, height: int) -> bytes:
    return box(b"ispe", bytes(4), struct.pack(">II", width, height))


PRIMARY = box(b"pitm", bytes(4), struct.pack(">H", 1))


def test_a_heif_with_many_large_parts_is_too_much_work() -> None:
    parts = list(range(2, 102))
    data = heif(
        PRIMARY,
        kinds((1, b"iovl"), *((part, b"hvc1") for part in parts)),
        references((b"dimg", 1, parts)),
        owned([spans(64, 64), spans(8192, 8192)], {1: [1], **{part: [2] for part in parts}}),
    )
    with pytest.raises(PhotoError, match="HEIF whose picture is made of 6,710,890,496 pixels") as caught:
        check_parts(data, LIMITS)
    assert caught.value.reason == "too-much-work"
    check_parts(data, DecodeLimits(max_pixels=1_200_000_000, max_bytes=10**10))


def test_parts_of_a_heif_count_once_per_path_to_them() -> None:
    # Each of the two items of a level is composed of both items of the next.
    pairs = [(b"dimg", number, [number // 2 * 2 + 2, number // 2 * 2 + 3]) for number in range(2, 38)]
    items = [(number, b"iovl") for number in range(1, 40)]
    data = heif(
        PRIMARY,
        kinds(*items),
        references((b"dimg", 1, [2, 3]), *pairs),
        owned([spans(100, 100)], {number: [1] for number, _ in items}),
    )
    assert reason_of(data, "a.heic") == "too-much-work"


def test_heif_parts_that_form_a_cycle_are_damaged() -> None:
    data = heif(PRIMARY, kinds((1, b"iovl"), (2, b"iovl")), references((b"dimg", 1, [2]), (b"dimg", 2, [1])))
    assert reason_of(data, "a.heic") == "damaged"


def test_turning_a_heif_a_hundred_times_is_too_much_work() -> None:
    data = heif(
        PRIMARY,
        kinds((1, b"hvc1")),
        owned([spans(8192, 8192), box(b"imir", b"\0")], {1: [1, *[2] * 100]}),
    )
    assert reason_of(data, "a.heic") == "too-much-work"


def test_heif_metadata_counts_for_each_picture_that_it_describes() -> None:
    data = heif(
        PRIMARY,
        kinds((1, b"hvc1"), (2, b"hvc1"), (3, b"Exif")),
        references((b"cdsc", 3, [1, 2])),
        places({3: (0, 60_000_000)}),
        owned([spans(64, 64)], {1: [1], 2: [1]}),
    )
    with pytest.raises(PhotoError, match="HEIF with 120,000,000 bytes of metadata and profiles") as caught:
        check_parts(data, LIMITS)
    assert caught.value.reason == "too-much-work"
    check_parts(data, DecodeLimits(max_pixels=600_000_000))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (b"iovl", bytes(10) + struct.pack(">HH", 30_000, 30_000)),
        (b"grid", bytes(4) + struct.pack(">HH", 30_000, 30_000)),
    ],
)
def test_the_canvas_of_a_heif_counts_with_its_own_size(kind: bytes, content: bytes) -> None:
    meta = (PRIMARY, kinds((1, kind)), owned([spans(64, 64)], {1: [1]}))
    start = len(heif(*meta, places({1: (0, 14)})))
    data = heif(*meta, places({1: (start, len(content))})) + content
    with pytest.raises(PhotoError, match="HEIF of 30000 x 30000 pixels, over the limit of 500,000,000 pixels"):
        check_parts(data, LIMITS)


def test_a_heif_with_more_boxes_than_any_photo_is_too_much_work() -> None:
    data = box(b"ftyp", b"avif", bytes(4)) + box(b"free") * 500_001
    assert reason_of(data, "a.avif") == "too-much-work"


# JPEG XL

CONTAINER = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl ", bytes(4), b"jxl ")


def bits(*numbers: tuple[int, int]) -> bytes:
    """Pack (value, number of bits), lowest bit first."""
    value = at = 0
    for number, count in numbers:
        value |= number << at
        at += count
    return value.to_bytes(60, "little")


# 1500 x 1500 pixels of 8 bits with 2 + 14 extra channels.
MANY_CHANNELS = b"\xff\x0a" + bits(
    (0, 1), (1, 2), (1499, 13), (1, 3), (0, 1), (0, 1), (0, 1), (0, 2), (1, 1), (2, 2), (14, 4)
)  # fmt: skip


def test_extra_channels_are_read_from_the_header_of_a_jpeg_xl() -> None:
    header = read_header(MANY_CHANNELS)
    assert (header.size, header.extra_channels) == ((1500, 1500), 16)


class TestJpegXl:
    """Tests that need imagecodecs."""

    @pytest.fixture(autouse=True)
    def imagecodecs(self) -> Any:
        return pytest.importorskip("imagecodecs", reason="needs photoindex[jxl]")

    def test_extra_channels_count(self) -> None:
        limits = DecodeLimits(max_bytes=300_000_000)
        with pytest.raises(PhotoError, match="JPEG XL of 1500 x 1500 pixels, which takes") as caught:
            decode_photo(MANY_CHANNELS, "a.jxl", limits)
        assert caught.value.reason == "too-much-memory"

    def test_more_boxes_than_any_photo_has_are_too_much_work(self) -> None:
        assert reason_of(CONTAINER + box(b"free") * 500_001, "a.jxl") == "too-much-work"

    def test_its_jpeg_may_not_be_a_hundred_times_as_large(self, imagecodecs: Any) -> None:
        data = encoded("JPEG")
        comments = (b"\xff\xfe\xff\xff" + bytes(65_533)) * 400
        packed = bytes(imagecodecs.jpegxl_encode_jpeg(data[:2] + comments + data[2:]))
        with pytest.raises(PhotoError, match="a JPEG XL whose JPEG is over the limit of") as caught:
            decode_photo(packed, "a.jxl")
        assert caught.value.reason == "too-much-work"

    def test_a_codestream_with_a_first_part_shorter_than_its_header_is_read(self, imagecodecs: Any) -> None:
        data = bytes(imagecodecs.jpegxl_encode_jpeg(encoded("JPEG")))
        assert decode_photo(data, "a.jxl").image.shape == (30, 40, 3)


# RAW


def test_a_dng_with_a_tile_larger_than_any_photo_is_refused() -> None:
    data = tiff({322: (4, 1, 60_000), 323: (4, 1, 60_000)})
    with pytest.raises(PhotoError, match="DNG with a tile of 60000 x 60000 pixels, over the limit"):
        check_tiles(data, "DNG", LIMITS)


def test_a_jpeg_in_the_tile_of_a_dng_counts_with_all_its_pixels() -> None:
    body = declaring(encoded("JPEG"), 65_000, 65_000)
    tags = {259: (4, 1, 34892), 322: (4, 1, 512), 323: (4, 1, 512), 324: (4, 1, 0)}
    start = len(tiff(tags, b""))
    data = tiff({**tags, 324: (4, 1, start)}, body)
    with pytest.raises(PhotoError, match="DNG with JPEGs of 4,225,000,000 pixels or more in its tiles") as caught:
        check_tiles(data, "DNG", LIMITS)
    assert caught.value.reason == "too-much-work"
    check_tiles(data, "DNG", DecodeLimits(max_pixels=1_000_000_000))


def test_the_size_of_a_jpeg_is_found_wherever_it_begins() -> None:
    data = declaring(encoded("JPEG"), 300, 200)
    assert frame_size(b"xx" + data, 2) == (300, 200)
    assert frame_size(b"\xff\xd8" + segment(0xFE, b"") * 2000, 0) == (65_535, 65_535)
    assert frame_size(b"no JPEG", 0) == (0, 0)


def test_full_colours_of_a_dng_are_known_without_unpacking_it() -> None:
    assert has_full_colours(tiff({262: (4, 1, 34892)}))
    assert not has_full_colours(tiff({262: (4, 1, 32803)}))
