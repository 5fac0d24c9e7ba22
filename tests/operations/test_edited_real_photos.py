"""Names on real faces outlive edits of the photo, also those that move every face."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance

from photoindex.models.packs import default_pack
from photoindex.operations.decide import label
from photoindex.operations.progress import NoProgress
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.show import show_photo
from photoindex.operations.targets import Target
from photoindex.store.index import Index

NAMES = ["Ann", "Ben", "Cleo", "Dan", "Eve", "Finn"]


def brightened(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(1.3)


def turned(image: Image.Image) -> Image.Image:
    return image.rotate(8, expand=True, resample=Image.Resampling.BICUBIC)


def cropped(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.crop((0, 0, width, int(height * 0.7))).resize((width // 2, int(height * 0.35)))


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
