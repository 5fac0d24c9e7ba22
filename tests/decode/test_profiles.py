"""Pictures are shown in the colours of their colour profiles."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photoindex.decode import decode_photo, load_upright
from photoindex.decode.profiles import adobe_rgb, profile_of_codes, to_srgb
from tests.decode.drawn import picture

P3 = profile_of_codes({"color_primaries": 12, "transfer_characteristics": 13})


@pytest.mark.parametrize(
    ("kind", "options"), [("JPEG", {"quality": 95}), ("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True})]
)
def test_a_picture_for_display_has_the_colours_of_its_profile(
    tmp_path: Path, kind: str, options: dict[str, object]
) -> None:
    # Display P3 (211, 51, 39) is about sRGB (230, 20, 20), according to Apple's ColorSync and LittleCMS.
    file = tmp_path / "a"
    Image.new("RGB", (32, 32), (211, 51, 39)).save(file, kind, icc_profile=P3, **options)
    shown = np.asarray(load_upright(file))[16, 16].astype(int)
    assert np.abs(shown - (230, 20, 20)).max() <= 8
    assert decode_photo(file.read_bytes(), "a").image[16, 16, 0] < 215


@pytest.mark.parametrize("profile", [b"", b"nonsense", bytes(500)])
def test_an_unusable_profile_changes_nothing(profile: bytes) -> None:
    image = Image.fromarray(picture())
    assert (np.asarray(to_srgb(image, profile)) == picture()).all()


def test_adobe_rgb_is_wider_than_srgb_and_as_bright() -> None:
    image = Image.new("RGB", (2, 2), (100, 200, 100))
    red, green, blue = np.asarray(to_srgb(image, adobe_rgb()))[0, 0].astype(int)
    assert red < 60
    assert green > 190
    assert (
        np.abs(np.asarray(to_srgb(Image.new("RGB", (2, 2), (128,) * 3), adobe_rgb()))[0, 0].astype(int) - 128).max()
        <= 2
    )
    assert blue < 100
