"""Make RAW files for the tests."""

import io
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.decode.drawn import encode

SENSOR = (96, 64)


def ramp(width: int, height: int, dtype: type = np.uint8, white: float = 255) -> NDArray[Any]:
    """Pixels whose red increases to the right and whose green increases downwards."""
    pixels = np.zeros((height, width, 3))
    pixels[..., 0] = np.linspace(0, white, width)[None]
    pixels[..., 1] = np.linspace(0, white, height)[:, None]
    return pixels.astype(dtype)


def jpeg(width: int, height: int, **options: Any) -> bytes:
    return encode(Image.fromarray(ramp(width, height)), "JPEG", quality=95, **options)


def ifd(entries: list[tuple[int, int, bytes]], start: int, data: bytearray) -> bytes:
    """A TIFF directory of (tag, type, values); values longer than four bytes are appended to `data`."""
    table = struct.pack("<H", len(entries))
    for tag, kind, values in sorted(entries):
        size = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 10: 8}[kind]
        field = values
        if len(values) > 4:
            field = struct.pack("<I", start + len(data))
            data += values + bytes(len(values) % 2)
        table += struct.pack("<HHI4s", tag, kind, len(values) // size, field.ljust(4, b"\0"))
    return table + bytes(4)


def shorts(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}H", *values)


def longs(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def dng(preview: bytes | None, *, orientation: int = 1, size: tuple[int, int] = SENSOR) -> bytes:
    """A DNG with a sensor of this (width, height) and with only grey filters, optionally with a JPEG preview."""
    width, height = size
    values = np.tile(np.linspace(200, 4000, width).astype("<u2"), (height, 1)).tobytes()
    start, data = 8 + 4096, bytearray()
    sensor_at = start + len(data)
    data += values
    preview_at = start + len(data)
    data += preview or b""
    data += bytes(len(data) % 2)
    matrix = struct.pack("<18i", *(value for row in np.eye(3, dtype=int).ravel() for value in (int(row), 1)))
    sensor = [
        (254, 4, longs(0)), (256, 4, longs(width)), (257, 4, longs(height)), (258, 3, shorts(16)), (259, 3, shorts(1)),
        (262, 3, shorts(32803)), (273, 4, longs(sensor_at)), (277, 3, shorts(1)), (278, 4, longs(height)),
        (279, 4, longs(len(values))), (33421, 3, shorts(2, 2)), (33422, 1, bytes((0, 1, 1, 2))),
        (50714, 4, longs(0)), (50717, 4, longs(4095)),
    ]  # fmt: skip
    common = [
        (271, 2, b"Maker\0"), (272, 2, b"Model\0"), (274, 3, shorts(orientation)), (306, 2, b"2019:06:06 07:29:51\0"),
        (50706, 1, bytes((1, 4, 0, 0))), (50708, 2, b"Maker Model\0"), (50721, 10, matrix),
        (50728, 5, longs(1, 1, 1, 1, 1, 1)), (50778, 3, shorts(21)),
    ]  # fmt: skip
    if preview is None:
        first = ifd(sensor + common, start, data)
        return (b"II*\0" + longs(8) + first).ljust(start, b"\0") + bytes(data)
    with Image.open(io.BytesIO(preview)) as image:
        across, down = image.size
    second_at = 8 + 2048
    first = ifd(
        [*common, (254, 4, longs(1)), (256, 4, longs(across)), (257, 4, longs(down)), (258, 3, shorts(8, 8, 8)),
         (259, 3, shorts(7)), (262, 3, shorts(6)), (273, 4, longs(preview_at)), (277, 3, shorts(3)),
         (278, 4, longs(down)), (279, 4, longs(len(preview))), (330, 4, longs(second_at))],
        start, data,
    )  # fmt: skip
    second = ifd(sensor, start, data)
    return ((b"II*\0" + longs(8) + first).ljust(second_at, b"\0") + second).ljust(start, b"\0") + bytes(data)
