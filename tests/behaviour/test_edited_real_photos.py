"""Names of real faces survive edits of the photo, even those that move every face."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance

from photoindex.domain.targets import Target
from photoindex.operations.label import label, label_place
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.show import show_group, show_photo
from photoindex.packs.registry import default_pack
from photoindex.store.opening.index import Index

NAMES = ["Ann", "Ben", "Cleo", "Dan", "Eve", "Finn"]


def brightened(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(1.3)


def turned(image: Image.Image) -> Image.Image:
    return image.rotate(8, expand=True, resample=Image.Resampling.BICUBIC)


def cropped(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.crop((0, 0, width, int(height * 0.7))).resize((width // 2, int(height * 0.35)))


def turned_left(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.ROTATE_90)


def turned_and_mirrored(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.TRANSVERSE)


@pytest.mark.parametrize("change", [brightened, turned, cropped])
def test_every_face_of_an_edited_photo_keeps_its_name(
    change: Callable[[Image.Image], Image.Image], group_photo: Path, tmp_path: Path
) -> None:
    photo, index = tmp_path / "photos" / "group.jpg", Index(tmp_path / "index.duckdb")
    photo.parent.mkdir()
    Image.open(group_photo).convert("RGB").save(photo, quality=95)

    def who() -> list[str | None]:
        request = ScanRequest((photo.parent,), workers=1)
        scan(index, default_pack(), request, NoProgress())
        shown = show_photo(index, photo)
        return [shown.names.get(face.person_id or 0) for face in shown.faces]

    assert who() == [None] * 6
    for face, name in zip(show_photo(index, photo).faces, NAMES, strict=True):
        label(index, Target("face", ids=(face.face_id,)), name)
    change(Image.open(photo)).save(photo, quality=92)
    assert who() == NAMES
    assert {face.status for face in show_photo(index, photo).faces} == {"confirmed"}


@pytest.mark.parametrize(
    ("change", "x", "y"), [(brightened, 0.0, 0.85), (turned_left, 0.85, 0.9), (turned_and_mirrored, 0.05, 0.9)]
)
def test_a_face_drawn_by_hand_turns_with_its_photo(
    change: Callable[[Image.Image], Image.Image], x: float, y: float, group_photo: Path, tmp_path: Path
) -> None:
    photo, index = tmp_path / "photos" / "group.jpg", Index(tmp_path / "index.duckdb")
    photo.parent.mkdir()
    Image.open(group_photo).convert("RGB").save(photo, quality=95)
    request = ScanRequest((photo.parent,), workers=1)
    scan(index, default_pack(), request, NoProgress())
    label_place(index, photo, "0.0,0.85,0.1,0.1", "Ghost")
    change(Image.open(photo)).save(photo, quality=92)
    scan(index, default_pack(), request, NoProgress())
    (ghost,) = show_group(index, Target("person", name="Ghost")).faces
    assert (ghost.path, ghost.found_by) == (photo, "hand")
    assert (round(ghost.box.x, 2), round(ghost.box.y, 2)) == (x, y)
