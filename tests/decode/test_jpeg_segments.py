"""Segments of a JPEG are counted and removed in bounded time, and the size of its picture is known before decoding."""

from io import BytesIO

import pytest

from photoindex.decode import decode_photo, read_blocks
from photoindex.decode.jpeg_segments import first_scan, frame_size, next_segment, scans, tidied
from photoindex.errors import PhotoError
from tests.decode.drawn import declaring, encode, noise, reason_of, segment

MANY = 1000


class Counting(BytesIO):
    """A stream that counts the bytes that are read."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def test_a_progressive_jpeg_is_refused_if_scans_times_pixels_exceed_the_limit() -> None:
    data = encode(noise(40, 30), "JPEG", progressive=True)
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


def test_an_ordinary_progressive_jpeg_of_about_ten_scans_is_accepted() -> None:
    data = encode(noise(40, 30), "JPEG", progressive=True)
    assert scans(data, first_scan(data, MANY), MANY) == data.count(b"\xff\xda") == 10
    assert decode_photo(data, "a.jpg").image.shape == (30, 40, 3)


def test_scan_markers_in_a_comment_do_not_count() -> None:
    data = encode(noise(40, 30), "JPEG", progressive=True)
    said = data[:2] + segment(0xFE, b"\xff\xda" * 20_000) + data[2:]
    assert scans(said, first_scan(said, MANY), MANY) == 10
    at = first_scan(said, MANY)
    between = said.index(b"\xff\xc4", at)
    hidden = said[:between] + segment(0xFE, b"\xff\xd9\xff\xda") + said[between:]
    assert scans(hidden, at, MANY) == 10


def test_a_jpeg_with_one_scan_per_colour_needs_memory_for_its_full_size() -> None:
    data = encode(noise(40, 30))
    at = first_scan(data, MANY)
    apart = declaring(data[:at] + segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + data[at + 14 :], 16_000, 16_000)
    with pytest.raises(PhotoError, match="JPEG in several scans of 16000 x 16000") as caught:
        decode_photo(apart, "a.jpg")
    assert caught.value.reason == "too-much-memory"


@pytest.mark.parametrize(
    "rubbish", [b"\xff" * 300_000, b"\xff\0" * 300, (b"\xff" * 65_000 + b"\0") * 20, bytes(70_000)]
)
def test_long_runs_of_fill_bytes_between_segments_are_removed(rubbish: bytes) -> None:
    data = encode(noise(40, 30))
    filled = data[:2] + rubbish + data[2:]
    assert tidied(filled, MANY) == (data if len(rubbish) > 65_536 else filled)
    assert (decode_photo(filled, "a.jpg").image == decode_photo(data, "a.jpg").image).all()


def test_fill_bytes_alone_are_not_an_image() -> None:
    data = b"\xff\xd8" + b"\xff" * 1_000_000
    assert len(tidied(data, MANY)) <= 65_538
    assert reason_of(data) == "not-an-image"


def test_more_segments_than_any_photo_has_are_too_much_work() -> None:
    data = encode(noise(40, 30))
    with pytest.raises(PhotoError, match="a JPEG with more than 1,000 segments") as caught:
        tidied(data[:2] + segment(0xFE, b"") * 1001 + data[2:], MANY)
    assert caught.value.reason == "too-much-work"


def test_only_the_first_megabytes_of_application_segments_reach_the_decoder() -> None:
    data = encode(noise(40, 30))
    exif = segment(0xE1, b"Exif\0\0" + bytes(60_000))
    many = data[:2] + exif * 400 + data[2:]
    assert len(data) < len(tidied(many, MANY)) < 16_100_000
    assert (decode_photo(many, "a.jpg").image == decode_photo(data, "a.jpg").image).all()
    assert len(read_blocks(BytesIO(many)).exif) <= 16_000_000


def test_the_search_for_a_segment_is_bounded() -> None:
    assert next_segment(b"\xff\1" * 5000, 0, MANY) == -1
    assert next_segment(b"\xff" * 5000, 0, MANY) == -1
    file = Counting(b"\xff\xd8" + b"\xff\1" * 3 + b"x" * 3_000_000)
    read_blocks(file)
    assert file.taken < 1_000_100


def test_the_size_of_a_jpeg_is_found_wherever_the_jpeg_begins_in_the_file() -> None:
    data = declaring(encode(noise(40, 30)), 300, 200)
    assert frame_size(b"xx" + data, 2) == (300, 200)
    assert frame_size(b"\xff\xd8" + segment(0xFE, b"") * 2000, 0) == (65_535, 65_535)
    assert frame_size(b"no JPEG", 0) == (0, 0)
