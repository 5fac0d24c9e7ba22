"""Small photos that differ from each other, drawn for the test."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from photoindex.domain.geometry import Box
from photoindex.export import ExportFace, ExportPhoto

MakePhoto = Callable[..., ExportPhoto]


@pytest.fixture
def originals(tmp_path: Path) -> Path:
    folder = tmp_path / "originals"
    folder.mkdir()
    return folder


@pytest.fixture
def make_photo(originals: Path) -> MakePhoto:
    """Draws a photo; every call gives another colour, and so another content."""
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
