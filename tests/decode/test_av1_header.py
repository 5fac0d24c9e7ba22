"""The frame size of AV1 data is read from the data itself."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photoindex.decode import DecodeLimits
from photoindex.decode.av1_header import frame_size
from photoindex.decode.effort import check_parts
from photoindex.errors import PhotoError
from tests.decode.drawn import LIMITS


def avif(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(file, "AVIF", speed=10, quality=30)
    return file.getvalue()


def declaring(data: bytes, width: int, height: int) -> bytes:
    """The same file, which now declares another size for its picture."""
    at = data.index(b"ispe") + 8
    return data[:at] + width.to_bytes(4) + height.to_bytes(4) + data[at + 8 :]


@pytest.mark.parametrize(("width", "height"), [(16, 16), (641, 43), (33, 1200), (4097, 16)])
def test_the_data_of_a_picture_states_its_size(width: int, height: int) -> None:
    data = avif(width, height)
    start = data.index(b"mdat") + 4
    assert frame_size(data[start:]) == (width, height)


def test_the_size_after_timing_and_operating_points_is_found() -> None:
    # Profile 0; timing info with an interval of 1; a decoder model with delays of 4 bits; two operating points.
    bits = "000001" + f"{1:032b}{25:032b}" + "111" + f"{3:05b}{1:032b}{9:05b}{9:05b}" + "1" + "00001"
    bits += "0" * 12 + "0100001" + "101001010" + "10011"
    bits += "0" * 12 + "0011100"
    bits += f"{9:04b}{8:04b}{999:010b}{499:09b}"
    header = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8))
    assert frame_size(bytes((0b1010, len(header))) + header) == (1000, 500)
    # Without a size of its own, the header extends to the end. A temporal delimiter and an extension precede it.
    assert frame_size(b"\x12\x00" + bytes((0b1100, 0)) + header) == (1000, 500)


def test_an_avif_that_declares_less_than_its_data_needs_is_refused_before_it_is_decoded() -> None:
    data = declaring(avif(2100, 2000), 64, 64)
    check_parts(data, LIMITS)
    with pytest.raises(PhotoError, match="AVIF of 2100 x 2000 pixels") as caught:
        check_parts(data, DecodeLimits(max_pixels=4_000_000))
    assert caught.value.reason == "too-many-pixels"


@given(st.binary(max_size=200))
def test_any_data_gives_a_size_that_av1_allows(data: bytes) -> None:
    width, height = frame_size(data)
    assert 0 <= width <= 65536
    assert 0 <= height <= 65536
