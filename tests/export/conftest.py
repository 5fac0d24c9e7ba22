"""Draw small photos that differ from each other."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from photoindex.domain.geometry import Box
from photoindex.export import ExportFace, ExportPhoto
from photoindex.wording.slideshows import slideshow_texts

MakePhoto = Callable[..., ExportPhoto]
TEXTS = slideshow_texts(["Grandma"])


@pytest.fixture
def originals(tmp_path: Path) -> Path:
    folder = tmp_path / "originals"
    folder.mkdir()
    return folder


@pytest.fixture
def make_photo(originals: Path) -> MakePhoto:
    """Draw a photo. Every call uses another colour, so that the content differs."""
    drawn = 0

    def make(
        name: str,
        *,
        taken_at: datetime | None = None,
        faces: tuple[Box, ...] = (),
        size: tuple[int, int] = (64, 48),
        kind: str | None = None,
    ) -> ExportPhoto:
        nonlocal drawn
        drawn += 1
        path = originals / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, (drawn * 37 % 256, drawn * 91 % 256, drawn)).save(path, kind)
        return as_export(path, taken_at, faces)

    return make


def as_export(path: Path, taken_at: datetime | None = None, faces: tuple[Box, ...] = ()) -> ExportPhoto:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return ExportPhoto(path, digest, taken_at, tuple(ExportFace(box, "Grandma") for box in faces))


RED = Box(0.7, 0.1, 0.1, 0.2)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A grey photo with a red face at RED, stored on its side as by a camera."""
    upright = Image.new("RGB", (800, 400), "grey")
    upright.paste("red", (560, 40, 640, 120))
    exif = Image.Exif()
    exif[0x0112] = 6
    upright.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "photo.jpg", quality=95, exif=exif)
    return tmp_path / "photo.jpg"


def share_of_red(crop: Image.Image) -> float:
    pixels = crop.convert("RGB").resize((60, 60)).get_flattened_data()
    return sum(red > 180 and green < 90 and blue < 90 for red, green, blue in pixels) / 3600  # type: ignore[misc, union-attr]
