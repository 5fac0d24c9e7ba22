"""Thumbnails of real photos: upright whatever the orientation and the format, made by the scan or later."""

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.operations.thumbnails import Picture, Thumbnails, display_photo, remove_thumbnails
from photoindex.packs.registry import default_pack
from photoindex.store.opening.index import Index
from tests.library import rows

pytestmark = pytest.mark.shared_data

NAMES = ["obama.heic", "obama.avif", "obama_cmyk.jpg", "obama_orientation_6.png",
         *(f"obama_exif_orientation_{value}.jpg" for value in range(1, 9))]  # fmt: skip
# One face in the middle and one on the left.
PAIR = "curie.heic"


@pytest.fixture(scope="module")
def scanned_photos(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("real")
    (folder / "photos").mkdir()
    for name in (*NAMES, PAIR):
        shutil.copy(shared_data / "odd-faces-generated" / name, folder / "photos")
    with Image.open(shared_data / "odd-faces-generated" / "obama.webp") as photo:
        # As from a camera that did not record its orientation.
        photo.convert("RGB").rotate(90, expand=True).save(folder / "photos" / "sideways.jpg", quality=92)
    index = Index(folder / "index.duckdb")
    summary = scan(index, default_pack(), ScanRequest((folder / "photos",), workers=2), NoProgress())
    assert (summary.failed, summary.thumbnails_problem) == (0, "")
    return index


def pixels(picture: object, side: int = 48) -> np.ndarray:
    assert isinstance(picture, Picture), picture
    with Image.open(io.BytesIO(picture.data)) as opened:
        return np.asarray(opened.convert("RGB").resize((side, side), Image.Resampling.BOX)).astype(float)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).mean())


def faces_by_name(index: Index) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for path, face_id in rows(index, "SELECT path, face_id FROM face JOIN file USING (photo_id) ORDER BY path, x"):
        found.setdefault(Path(str(path)).name, []).append(int(str(face_id)))
    return found


def test_a_face_looks_the_same_in_every_orientation_and_format(scanned_photos: Index) -> None:
    thumbnails = Thumbnails(scanned_photos)
    faces = faces_by_name(scanned_photos)
    assert set(NAMES) <= faces.keys()
    shown = {name: pixels(thumbnails.of_face(faces[name][0], "large")) for name in (*NAMES, "sideways.jpg")}
    first = shown["obama_exif_orientation_1.jpg"]
    assert difference(first, first[:, ::-1]) > 12
    assert {name: difference(first, face) for name, face in shown.items() if difference(first, face) > 10} == {}


def test_a_thumbnail_made_later_looks_like_the_one_that_the_scan_made(scanned_photos: Index) -> None:
    faces = [face_id for ids in faces_by_name(scanned_photos).values() for face_id in ids]
    thumbnails = Thumbnails(scanned_photos)
    before = [pixels(thumbnails.of_face(face_id, "small")) for face_id in faces]
    remove_thumbnails(scanned_photos)
    after = [pixels(thumbnails.of_face(face_id, "small")) for face_id in faces]
    assert len(faces) >= 14
    assert max(map(difference, before, after)) < 6


def test_the_faces_of_one_photo_have_different_thumbnails(scanned_photos: Index) -> None:
    left, right = faces_by_name(scanned_photos)[PAIR]
    thumbnails = Thumbnails(scanned_photos)
    assert difference(pixels(thumbnails.of_face(left, "large")), pixels(thumbnails.of_face(right, "large"))) > 15


@pytest.mark.parametrize("name", ["obama.heic", "obama_exif_orientation_8.jpg", "obama_cmyk.jpg"])
def test_a_whole_photo_is_upright_whatever_its_format(scanned_photos: Index, name: str) -> None:
    photos = {Path(str(path)).name: int(str(photo_id))
              for path, photo_id in rows(scanned_photos, "SELECT path, photo_id FROM file")}  # fmt: skip
    plain = display_photo(scanned_photos, photos["obama_exif_orientation_1.jpg"], 600)
    picture = display_photo(scanned_photos, photos[name], 600)
    assert isinstance(picture, Picture)
    with Image.open(io.BytesIO(picture.data)) as opened:
        assert (opened.format, max(opened.size), opened.mode) == ("JPEG", 600, "RGB")
        assert opened.height > opened.width
    assert difference(pixels(plain), pixels(picture)) < 10
