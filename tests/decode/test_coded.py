"""The coded picture of a JPEG XL, and the turns that decoders apply to it."""

import io
from typing import Any

import numpy as np
import pytest

from photoindex.decode.coded import coded_picture
from photoindex.decode.coded_picture import CodedPicture
from photoindex.decode.jxl_header import START
from tests.decode.drawn import box, encode, noise
from tests.decode.test_heif_meta import turned

SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"


def coded(data: bytes) -> CodedPicture | None:
    return coded_picture(io.BytesIO(data))


def with_orientation(stream: bytes, orientation: int) -> bytes:
    """The codestream with another orientation. Its header must have the fields of an animation.

    The fields before it are three bits and the sides of at most 256 pixels, in 5 bits for each unless the ratio is
    known, or in 11 bits.
    """
    bits = int.from_bytes(stream[2:10], "little")
    at = 1 + (5 if bits & 1 else 11)
    ratio = bits >> at & 7
    at += 3 + (0 if ratio else (5 if bits & 1 else 11))
    assert bits >> at & 3 == 2, "neither all fields have their defaults, nor are the extra fields missing"
    bits = bits & ~(7 << at + 2) | orientation - 1 << at + 2
    return stream[:2] + bits.to_bytes(8, "little") + stream[10:]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("wrapped", ["bare", "container", "parts"])
def test_the_orientation_of_a_jpeg_xl_is_the_one_that_its_decoder_applies(orientation: int, wrapped: str) -> None:
    codec: Any = pytest.importorskip("imagecodecs")
    frames = np.zeros((2, 48, 80, 3), np.uint8)
    frames[:, 4:20, 8:30] = 255
    stream = with_orientation(codec.jpegxl_encode(frames, lossless=True, usecontainer=False), orientation)
    upright = codec.jpegxl_decode(stream, index=0, keeporientation=False)
    assert np.array_equal(upright, turned(frames[0], orientation))
    halves = box(b"jxlp", bytes(4), stream[:9]) + box(b"jxlp", b"\x80\0\0\1", stream[9:])
    data = {"bare": stream, "container": SIGNATURE + box(b"jxlc", stream), "parts": SIGNATURE + halves}[wrapped]
    assert coded(data) == CodedPicture((80, 48), orientation)


def test_a_jpeg_xl_that_was_a_jpeg_has_the_orientation_of_the_jpeg() -> None:
    stream = START + bytes(100)
    assert coded(SIGNATURE + box(b"jbrd") + box(b"jxlc", stream)) is None


@pytest.mark.parametrize("data", [b"", SIGNATURE, SIGNATURE + box(b"jxlp", b"\0"), encode(noise(4, 4))])
def test_a_damaged_or_foreign_file_has_no_coded_picture(data: bytes) -> None:
    assert coded(data) is None
