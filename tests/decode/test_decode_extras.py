"""Formats that need an optional package: RAW files of cameras and JPEG XL."""

import io
import struct
import sys
from datetime import datetime
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode import DecodeLimits, decode_photo, installed_extras, load_upright
from photoindex.errors import PhotoError

SENSOR = (96, 64)


def ramp(width: int, height: int, dtype: type = np.uint8, white: float = 255) -> NDArray[Any]:
    """Red grows to the right, green downwards."""
    pixels = np.zeros((height, width, 3))
    pixels[..., 0] = np.linspace(0, white, width)[None]
    pixels[..., 1] = np.linspace(0, white, height)[:, None]
    return pixels.astype(dtype)


def jpeg(width: int, height: int, **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(ramp(width, height)).save(stream, "JPEG", quality=95, **options)
    return stream.getvalue()


def ifd(entries: list[tuple[int, int, bytes]], start: int, data: bytearray) -> bytes:
    """A TIFF directory of (tag, type, values); what does not fit into four bytes goes to the end of `data`."""
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
    """A DNG with a sensor of the given (width, height), every filter of it grey, and perhaps a JPEG preview."""
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


@pytest.mark.parametrize(
    ("name", "content", "module", "extra"),
    [
        ("a.dng", dng(None), "rawpy", "raw"),
        ("a.CR3", b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "rawpy", "raw"),
        ("a.jxl", b"\xff\x0a" + bytes(30), "imagecodecs", "jxl"),
    ],
)
def test_what_needs_a_missing_package_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(PhotoError, match=f"needs an optional package: {module}$") as caught:
        decode_photo(content, name)
    assert (caught.value.stage, caught.value.needs) == ("extra", extra)


def test_what_is_installed_is_what_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rawpy", None)
    monkeypatch.setitem(sys.modules, "imagecodecs", ModuleType("imagecodecs"))
    assert installed_extras() == set()
    monkeypatch.setattr(sys.modules["imagecodecs"], "__spec__", ModuleSpec("imagecodecs", None))
    assert installed_extras() == {"jxl", "tiff"}


def test_a_jpeg_that_is_called_raw_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rawpy", None)
    assert decode_photo(jpeg(60, 40), "a.nef").facts.format == "JPEG"


class TestRaw:
    """With rawpy."""

    @pytest.fixture(autouse=True)
    def rawpy(self) -> Any:
        return pytest.importorskip("rawpy", reason="needs photoindex[raw]")

    def test_without_a_preview_half_of_the_sensor_is_developed(self) -> None:
        photo = decode_photo(dng(None), "a.dng")
        assert (photo.facts.width, photo.facts.height) == SENSOR
        assert photo.image.shape == (SENSOR[1] // 2, SENSOR[0] // 2, 3)
        assert (photo.reduction, photo.finest, photo.facts.format) == (2, 2, "DNG")
        row = photo.image[10].mean(axis=1)
        assert row[4] < row[20] < row[40]

    @pytest.mark.parametrize(("orientation", "dark"), [(3, "right"), (6, "top"), (8, "bottom")])
    def test_it_is_developed_upright(self, orientation: int, dark: str) -> None:
        photo = decode_photo(dng(None, orientation=orientation), "a.dng")
        image = photo.image.astype(int)
        edges = {"left": image[:, 0], "right": image[:, -1], "top": image[0], "bottom": image[-1]}
        assert min(edges, key=lambda side: edges[side].mean()) == dark
        assert photo.facts.orientation == orientation
        assert photo.facts.width == (SENSOR[0] if orientation == 3 else SENSOR[1])

    def test_a_large_preview_stands_for_the_photo_and_is_reduced_like_a_jpeg(self) -> None:
        data = dng(jpeg(1200, 800), size=(1248, 832))
        photo = decode_photo(data, "a.dng", least_side=600)
        assert (photo.facts.width, photo.facts.height, photo.facts.format) == (1200, 800, "DNG")
        assert (photo.image.shape, photo.reduction, photo.finest) == ((400, 600, 3), 2, 1)
        assert (photo.facts.camera_make, photo.facts.taken_at) == ("Maker", datetime(2019, 6, 6, 7, 29, 51))

    @pytest.mark.parametrize("size", [(800, 534), (1030, 687)])
    def test_a_preview_that_shows_too_little_is_not_used(self, size: tuple[int, int]) -> None:
        sensor = (1248, 832) if size[0] == 800 else (2496, 1664)
        photo = decode_photo(dng(jpeg(*size), size=sensor), "a.dng")
        assert (photo.facts.width, photo.facts.height, photo.reduction) == (*sensor, 2)

    def test_a_preview_is_turned_as_the_file_says(self) -> None:
        photo = decode_photo(dng(jpeg(1200, 800), orientation=6, size=(1248, 832)), "a.dng")
        assert (photo.facts.width, photo.facts.height, photo.facts.orientation) == (800, 1200, 6)
        # Turned to the right, what grew to the right grows downwards.
        assert photo.image[0, :, 0].mean() < 10
        assert photo.image[-1, :, 0].mean() > 240

    def test_a_preview_that_the_camera_turned_is_left_alone(self) -> None:
        photo = decode_photo(dng(jpeg(800, 1200), orientation=6, size=(1248, 832)), "a.dng")
        assert photo.image.shape == (1200, 800, 3)
        assert photo.image[:, -1, 0].mean() > 240

    def test_a_raw_file_can_be_shown(self, tmp_path: Path) -> None:
        (tmp_path / "a.dng").write_bytes(dng(jpeg(1200, 800), size=(1248, 832)))
        assert load_upright(tmp_path / "a.dng", max_side=300).size == (300, 200)

    def test_limits_hold(self) -> None:
        with pytest.raises(PhotoError, match="DNG of 96 x 64 pixels, over the limit"):
            decode_photo(dng(None), "a.dng", DecodeLimits(max_pixels=6000))
        assert decode_photo(dng(None), "a.dng", DecodeLimits(array_pixels=400)).reduction == 4

    def test_damage_is_a_photo_error_and_prints_nothing(self, capfd: pytest.CaptureFixture[str]) -> None:
        whole = dng(None)
        for data in (whole[:100], whole[:5000], whole[:60] + b"\xff" * 200 + whole[260:], b"II*\0" + bytes(500)):
            try:
                assert decode_photo(data, "a.dng").image.ndim == 3
            except PhotoError as error:
                assert error.stage == "decode"
        assert capfd.readouterr() == ("", "")


class TestJpegXl:
    """With imagecodecs."""

    @pytest.fixture(autouse=True)
    def codec(self) -> Any:
        return pytest.importorskip("imagecodecs", reason="needs photoindex[jxl]")

    @pytest.mark.parametrize("container", [False, True])
    @pytest.mark.parametrize("size", [(64, 64), (96, 64), (333, 217), (1, 9), (3000, 2000), (24, 16), (512, 288)])
    def test_it_is_decoded_and_its_size_is_known_before(
        self, codec: Any, size: tuple[int, int], container: bool
    ) -> None:
        pixels = ramp(*size)
        data = codec.jpegxl_encode(pixels, lossless=True, usecontainer=container)
        photo = decode_photo(data, "a.jxl")
        assert (photo.image == pixels).all()
        assert (photo.facts.width, photo.facts.height, photo.facts.format) == (*size, "JXL")
        with pytest.raises(PhotoError, match=f"JPEG XL of {size[0]} x {size[1]} pixels, over the limit"):
            decode_photo(data, "a.jxl", DecodeLimits(max_pixels=size[0] * size[1] - 1))

    @pytest.mark.parametrize(("dtype", "white"), [(np.uint16, 65535), (np.float32, 1.0)])
    def test_deep_colours_are_scaled_to_eight_bits(self, codec: Any, dtype: type, white: float) -> None:
        data = codec.jpegxl_encode(ramp(256, 40, dtype, white), lossless=True)
        assert np.abs(decode_photo(data, "a.jxl").image[0, :, 0].astype(int) - np.arange(256)).max() <= 1

    def test_grey_and_transparent_pictures_are_rgb(self, codec: Any) -> None:
        grey = decode_photo(codec.jpegxl_encode(ramp(40, 30)[..., 0], lossless=True), "a.jxl").image
        assert (grey == ramp(40, 30)[..., :1]).all()
        clear = np.dstack([ramp(40, 30), np.zeros((30, 40), np.uint8)])
        assert decode_photo(codec.jpegxl_encode(clear, lossless=True), "a.jxl").image.min() == 255

    def test_of_several_frames_the_first_is_taken(self, codec: Any) -> None:
        data = codec.jpegxl_encode(np.stack([ramp(40, 30), 255 - ramp(40, 30)]), lossless=True)
        assert (decode_photo(data, "a.jxl").image == ramp(40, 30)).all()

    def test_its_exif_is_read_and_its_orientation_is_not_applied_twice(self, codec: Any) -> None:
        exif = Image.Exif()
        exif[271], exif[306], exif[274] = "Maker", "2021:03:04 11:22:33", 6
        block = bytes(4) + exif.tobytes().removeprefix(b"Exif\0\0")
        data = codec.jpegxl_encode(ramp(96, 64), lossless=True, usecontainer=True)
        photo = decode_photo(data + struct.pack(">I4s", 8 + len(block), b"Exif") + block, "a.jxl")
        assert (photo.facts.camera_make, photo.facts.taken_at) == ("Maker", datetime(2021, 3, 4, 11, 22, 33))
        assert (photo.facts.width, photo.facts.height, photo.facts.orientation) == (96, 64, 1)

    def test_a_cut_file_is_a_photo_error(self, codec: Any) -> None:
        data = codec.jpegxl_encode(ramp(96, 64), usecontainer=True)
        for end in (3, 12, 30, 50, 60, len(data) // 2, len(data) - 1):
            with pytest.raises(PhotoError) as caught:
                decode_photo(data[:end], "a.jxl")
            assert caught.value.stage == "decode"

    def test_a_large_one_comes_reduced(self, codec: Any) -> None:
        data = codec.jpegxl_encode(ramp(200, 100), lossless=True)
        photo = decode_photo(data, "a.jxl", DecodeLimits(array_pixels=5000))
        assert (photo.image.shape, photo.reduction, photo.finest) == ((50, 100, 3), 2, 2)
