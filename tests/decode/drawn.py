"""Draw pictures, encode them and write dates for the tests of decoders."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode import DecodeLimits, decode_photo
from photoindex.decode.dates import TakenDate
from photoindex.errors import PhotoError
from photoindex.wording.dates import shown_date


def picture() -> NDArray[np.uint8]:
    across, down = np.meshgrid(np.linspace(0, 255, 64), np.linspace(0, 255, 48))
    return np.stack([across, down, 255 - across], axis=-1).astype(np.uint8)


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8))


def encode(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def segment(marker: int, content: bytes, lie: int = 0) -> bytes:
    """A JPEG segment whose length field is wrong by `lie` bytes."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2 + lie) + content


def declaring(data: bytes, width: int, height: int) -> bytes:
    """The JPEG with a different size in its frame header."""
    at = max(data.find(b"\xff\xc0"), data.find(b"\xff\xc2"))
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def chunk(kind: bytes, content: bytes, flip: int = 0) -> bytes:
    """A chunk of a PNG with the bits `flip` of its checksum inverted."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content) ^ flip)


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of an ISO base media file, the container format of HEIC, AVIF and JPEG XL."""
    return struct.pack(">I4s", 8 + len(b"".join(parts)), kind) + b"".join(parts)


LIMITS = DecodeLimits()


def reason_of(data: bytes, name: str = "a", limits: DecodeLimits = LIMITS) -> str:
    """The reason why a photo cannot be decoded."""
    with pytest.raises(PhotoError) as caught:
        decode_photo(data, name, limits)
    return caught.value.reason


def shown(found: TakenDate | None) -> str | None:
    return found and shown_date(found.moment, found.precision)
