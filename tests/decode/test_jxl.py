"""JPEG XL."""

import struct
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photoindex.decode import DecodeLimits, decode_photo
from photoindex.errors import PhotoError
from tests.decode.raw_files import ramp


class TestJpegXl:
    """Tests that need imagecodecs."""

    @pytest.fixture(autouse=True)
    def codec(self) -> Any:
        return pytest.importorskip("imagecodecs", reason="needs photoindex[jxl]")

    @pytest.mark.parametrize("container", [False, True])
    @pytest.mark.parametrize("size", [(64, 64), (96, 64), (333, 217), (1, 9), (3000, 2000), (24, 16), (512, 288)])
    def test_a_jpeg_xl_is_decoded_and_its_size_is_known_beforehand(
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

    def test_the_first_of_several_frames_is_decoded(self, codec: Any) -> None:
        data = codec.jpegxl_encode(np.stack([ramp(40, 30), 255 - ramp(40, 30)]), lossless=True)
        assert (decode_photo(data, "a.jxl").image == ramp(40, 30)).all()

    def test_the_exif_of_a_jpeg_xl_is_read_and_its_orientation_is_not_applied_twice(self, codec: Any) -> None:
        exif = Image.Exif()
        exif[271], exif[306], exif[274] = "Maker", "2021:03:04 11:22:33", 6
        block = bytes(4) + exif.tobytes().removeprefix(b"Exif\0\0")
        data = codec.jpegxl_encode(ramp(96, 64), lossless=True, usecontainer=True)
        photo = decode_photo(data + struct.pack(">I4s", 8 + len(block), b"Exif") + block, "a.jxl")
        assert (photo.facts.camera_make, photo.facts.taken_at) == ("Maker", datetime(2021, 3, 4, 11, 22, 33))
        assert (photo.facts.width, photo.facts.height, photo.facts.orientation) == (96, 64, 1)

    def test_a_truncated_jpeg_xl_is_a_photo_error(self, codec: Any) -> None:
        data = codec.jpegxl_encode(ramp(96, 64), usecontainer=True)
        for end in (3, 12, 30, 50, 60, len(data) // 2, len(data) - 1):
            with pytest.raises(PhotoError) as caught:
                decode_photo(data[:end], "a.jxl")
            assert caught.value.stage == "decode"

    def test_a_large_jpeg_xl_is_reduced(self, codec: Any) -> None:
        data = codec.jpegxl_encode(ramp(200, 100), lossless=True)
        photo = decode_photo(data, "a.jxl", DecodeLimits(array_pixels=5000))
        assert (photo.image.shape, photo.reduction, photo.finest) == ((50, 100, 3), 2, 2)
