"""Every format, orientation and pixel layout gives the same upright RGB picture."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from photoindex.decode import PHOTO_SUFFIXES, decode_photo, is_photo_name, load_upright
from tests.decode.drawn import encode

# The upright picture: red and green above blue and white. It is wider than high, so that every rotation and mirroring
# is visible.
CORNERS = {(0, 0): (255, 0, 0), (0, 1): (0, 255, 0), (1, 0): (0, 0, 255), (1, 1): (255, 255, 255)}
WIDTH, HEIGHT = 96, 64
GREY = np.tile(np.linspace(0, 1, 256), (8, 1))

# The way in which the picture is stored for each EXIF orientation: the inverse of what a viewer does.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quadrants() -> Image.Image:
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for (down, right), colour in CORNERS.items():
        pixels[down * HEIGHT // 2 :, right * WIDTH // 2 :] = colour
    pixels[: HEIGHT // 2, WIDTH // 2 :] = CORNERS[0, 1]
    pixels[HEIGHT // 2 :, : WIDTH // 2] = CORNERS[1, 0]
    pixels[HEIGHT // 2 :, WIDTH // 2 :] = CORNERS[1, 1]
    return Image.fromarray(pixels)


def check_quadrants(image: NDArray[np.uint8], tolerance: int = 12) -> None:
    assert image.shape == (HEIGHT, WIDTH, 3)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    for (down, right), colour in CORNERS.items():
        pixel = image[HEIGHT // 4 + down * HEIGHT // 2, WIDTH // 4 + right * WIDTH // 2]
        assert np.abs(pixel.astype(int) - colour).max() <= tolerance


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4"}),
    ],
)
def test_the_orientation_is_applied_exactly_once(kind: str, options: dict[str, Any], orientation: int) -> None:
    turn = STORED[orientation]
    stored = quadrants() if turn is None else quadrants().transpose(turn)
    exif = Image.Exif()
    exif[274] = orientation
    photo = decode_photo(encode(stored, kind, exif=exif, **options), "photo")
    check_quadrants(photo.image)
    assert (photo.facts.width, photo.facts.height) == (WIDTH, HEIGHT)
    assert photo.facts.format == kind
    assert photo.facts.orientation == orientation
    assert photo.damage is None


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_a_picture_with_an_invalid_orientation_is_treated_as_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    photo = decode_photo(encode(quadrants(), "PNG", exif=exif), "photo.png")
    check_quadrants(photo.image)
    assert photo.facts.orientation == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
def test_the_format_is_decided_by_the_content_and_not_by_the_name(kind: str) -> None:
    photo = decode_photo(encode(quadrants(), kind), "photo.heic")
    assert photo.facts.format == kind
    assert photo.image.shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize("mode", ["P", "CMYK", "RGBA", "YCbCr"])
def test_every_colour_mode_of_a_tiff_comes_out_as_rgb(mode: str) -> None:
    check_quadrants(decode_photo(encode(quadrants().convert(mode), "TIFF"), "photo.tif").image)


def test_a_cmyk_jpeg_without_a_profile_has_the_right_colours() -> None:
    check_quadrants(decode_photo(encode(quadrants().convert("CMYK"), "JPEG", quality=95), "photo.jpg").image)


def test_a_cmyk_jpeg_with_an_unsuitable_profile_has_the_right_colours() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for damaged in (profile, b"no profile"):
        data = encode(quadrants().convert("CMYK"), "JPEG", quality=95, icc_profile=damaged)
        check_quadrants(decode_photo(data, "photo.jpg").image)


def test_a_lab_tiff_has_the_right_colours() -> None:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = ImageCms.applyTransform(quadrants(), to_lab)
    assert lab is not None
    check_quadrants(decode_photo(encode(lab, "TIFF"), "photo.tif").image, tolerance=24)


def test_one_bit_pictures_are_black_and_white() -> None:
    image = decode_photo(encode(Image.fromarray(GREY > 0.5), "PNG"), "photo.png").image
    assert image[0, 0].tolist() == [0, 0, 0]
    assert image[0, -1].tolist() == [255, 255, 255]


@pytest.mark.parametrize(
    ("white", "dtype", "kind"),
    [
        (65535, np.uint16, "PNG"),
        (65535, np.uint16, "TIFF"),
        (4095, np.uint16, "TIFF"),
        (2**31 - 1, np.int32, "TIFF"),
        (1.0, np.float32, "TIFF"),
        (255.0, np.float32, "TIFF"),
        (40000.0, np.float32, "TIFF"),
    ],
)
def test_deep_grey_is_scaled_by_the_range_of_its_values(white: float, dtype: type, kind: str) -> None:
    data = encode(Image.fromarray((GREY * white).astype(dtype)), kind)
    image = decode_photo(data, "photo").image
    assert np.abs(image[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_nan_values_become_black() -> None:
    values = GREY.astype(np.float32)
    values[0, 200] = np.nan
    image = decode_photo(encode(Image.fromarray(values), "TIFF"), "photo.tif").image
    assert image[0, 200].tolist() == [0, 0, 0]
    assert image[1, 200, 0] == 200


def test_a_flat_deep_grey_picture_does_not_fail() -> None:
    image = decode_photo(encode(Image.fromarray(np.zeros((8, 8), np.float32)), "TIFF"), "photo.tif").image
    assert image.max() == 0


def test_transparent_pixels_become_white() -> None:
    layer = Image.new("RGBA", (8, 4), (255, 0, 0, 255))
    layer.paste((0, 0, 0, 0), (4, 0, 8, 4))
    palette = layer.convert("RGB").quantize(2)
    clear = palette.getpixel((7, 0))
    for data in (
        encode(layer, "PNG"),
        encode(layer.convert("LA"), "PNG"),
        encode(layer, "WEBP", lossless=True),
        encode(palette, "PNG", transparency=clear),
        encode(palette, "GIF", transparency=clear),
        encode(layer.convert("RGB"), "PNG", transparency=(0, 0, 0)),
    ):
        image = decode_photo(data, "photo").image
        assert image[0, 7].tolist() == [255, 255, 255]
        assert image[0, 0, 2] < 100


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "MPO", "TIFF"])
def test_the_first_of_several_frames_is_decoded(kind: str) -> None:
    frames = [quadrants(), Image.new("RGB", (WIDTH, HEIGHT))]
    data = encode(frames[0], kind, save_all=True, append_images=frames[1:])
    photo = decode_photo(data, "photo")
    check_quadrants(photo.image, tolerance=60)
    assert photo.facts.format == kind


def test_photo_suffixes_ignore_case() -> None:
    assert all(is_photo_name(name) for name in ("a.jpg", "B.JPG", "c.Jpeg", "d.HEIC", "e.jxl", "f.x.tif", "g.CR2"))
    assert not any(is_photo_name(name) for name in ("a.mp4", "b.psd", "jpg", "c.jpg.xmp", ".jpg", "d.xmp"))
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in PHOTO_SUFFIXES)


def test_a_picture_for_display_is_upright_and_no_larger_than_requested(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    (tmp_path / "a.jpg").write_bytes(encode(quadrants().transpose(STORED[6]), "JPEG", quality=95, exif=exif))  # type: ignore[arg-type]
    small = load_upright(tmp_path / "a.jpg", max_side=24)
    assert (small.mode, small.size) == ("RGB", (24, 16))
    assert small.getpixel((5, 3))[0] > 200  # type: ignore[index]
    assert load_upright(tmp_path / "a.jpg").size == (WIDTH, HEIGHT)
    assert load_upright(tmp_path / "a.jpg", max_side=1000).size == (WIDTH, HEIGHT)


def test_a_picture_for_display_differs_little_from_the_whole_photo(group_photo: Path) -> None:
    small = np.asarray(load_upright(group_photo, max_side=200), np.int16)
    whole = load_upright(group_photo)
    whole = whole.resize((200, round(200 * whole.height / whole.width)), Image.Resampling.LANCZOS)
    assert np.abs(small - np.asarray(whole, np.int16)).mean() < 4
