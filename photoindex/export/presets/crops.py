"""Plan crops of faces, for training: aligned ones, loose ones, and a table of them."""

import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from photoindex.decode import load_upright
from photoindex.domain.csv_text import csv_text
from photoindex.domain.geometry import Box
from photoindex.export.contents.content import PhotoContent
from photoindex.export.contents.form import Form, Output
from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.contents.streams import Spool
from photoindex.export.engine.records import PhotoDone, Plan, Planned, Settle
from photoindex.export.files import readable, write_atomically
from photoindex.export.presets.photos import about_photo
from photoindex.export.presets.records import PresetFace, PresetPhoto
from photoindex.faces.alignment import TEMPLATE_SIZE, aligned

ALIGNED, LOOSE, TABLE_NAME = "aligned", "loose", "faces.csv"
# The side of a loose crop as a multiple of the box's longer side: with hair, chin, and room to turn and shift it.
AROUND = 2.0
LARGEST_LOOSE = 512
# Changed whenever the crops would change.
_VERSION = "1"
_JPEG_QUALITY = 95
_EYE_POINTS = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")
COLUMNS = (
    "face_id", "person_id", "person", "status", "confidence", "photo", "content_hash", "taken_at", "taken_precision",
    "x", "y", "width", "height", *(f"{point}_{axis}" for point in _EYE_POINTS for axis in "xy"),
    "score", "size", "sharpness", "yaw", "quality", "aligned", "loose",
)  # fmt: skip


class _LastPhoto:
    """Keeps the photo that was decoded last, because its faces follow each other."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._picture: Image.Image | None = None

    def picture(self, path: Path) -> Image.Image:
        """The upright photo in sRGB. Raises PhotoError."""
        if self._picture is None or path != self._path:
            self._picture = None
            self._picture, self._path = load_upright(path), path
        return self._picture


@dataclass(frozen=True, slots=True)
class _Crop(PlainFile):
    """A crop of one face; `side` is the size of a loose crop, None for an aligned one."""

    photo: PresetPhoto
    face: PresetFace
    last: _LastPhoto
    side: int | None

    def time(self) -> int:
        """The time of the original. Raises PhotoError."""
        return PhotoContent(self.photo.photo, Form(), Output("copy", "")).time()

    def write(self, path: Path, mtime_ns: int) -> None:
        """Cut the face out. Raises PhotoError and StorageError."""
        self.photo.photo.check()
        picture = self.last.picture(self.photo.path)
        out = io.BytesIO()
        if self.side is None:
            _aligned(picture, self.face).save(out, "PNG")
        else:
            _loose(picture, self.face.box, self.side).save(out, "JPEG", quality=_JPEG_QUALITY)
        write_atomically(path, out.getvalue(), mtime_ns=mtime_ns)


def plan_crops(photos: Iterable[PresetPhoto], unnamed: str, size: int | None) -> Plan:
    """An aligned crop of 112 pixels and a loose crop of each face, in a folder for each person, and a table of them.

    Loose crops are not enlarged, and have at most `size` pixels (512 if it is None). Faces without landmarks, which
    were drawn by hand, have only a loose crop. Paths in the table are relative to the folder of the export.
    """
    last = _LastPhoto()
    with Spool() as spool:
        spool.add(_line(COLUMNS))
        for photo in photos:
            for face in photo.faces:
                loose = _Crop(photo, face, last, size or LARGEST_LOOSE)
                yield from _crops(loose, face.person or unnamed, spool)
            yield PhotoDone()
        yield Settle()
        yield Planned(TABLE_NAME, (), TABLE_NAME, spool, spool.recipe)
        yield Settle()


def _crops(loose: _Crop, person: str, spool: Spool) -> Iterator[Planned]:
    """The aligned and the loose crop of a face. When both have their places, the face gets its row in the table."""
    photo, face = loose.photo, loose.face
    box, paths = face.box, {ALIGNED: "", LOOSE: ""}
    about = about_photo(photo.photo, photo.people, face.person) | {"face_id": face.face_id}
    # Ids of faces change when an index is made again; the photo and the box do not.
    key = f"{photo.photo.content_hash} {box.x:.5f} {box.y:.5f} {box.width:.5f} {box.height:.5f}"
    name = f"{photo.photo.content_hash[:12]}-{face.face_id}"

    def aligned_placed(path: str) -> None:
        paths[ALIGNED] = path

    def loose_placed(path: str) -> None:
        spool.add(_line([*_row(photo, face), paths[ALIGNED], path]))

    if face.landmarks is not None:
        recipe = f"{_VERSION} {TEMPLATE_SIZE}"
        content = replace(loose, side=None)
        yield Planned(
            f"{ALIGNED} {key}", (ALIGNED, person), f"{name}.png", content, recipe, photo.path, about, aligned_placed
        )
    recipe = f"{_VERSION} {loose.side}"
    yield Planned(f"{LOOSE} {key}", (LOOSE, person), f"{name}.jpg", loose, recipe, photo.path, about, loose_placed)


def _row(photo: PresetPhoto, face: PresetFace) -> list[Any]:
    taken, box, points = photo.photo.taken_at, face.box, face.landmarks
    return [
        face.face_id, face.person_id, face.person, face.status, face.confidence, readable(photo.path),
        photo.photo.content_hash, taken.isoformat() if taken else None, photo.photo.taken_precision if taken else None,
        box.x, box.y, box.width, box.height,
        *([number for point in points.points() for number in point] if points else [None] * 10),
        face.score, face.size, face.sharpness, face.yaw, face.quality,
    ]  # fmt: skip


def _line(values: Iterable[Any]) -> bytes:
    return csv_text([values]).encode("utf-8", "replace")


def _aligned(picture: Image.Image, face: PresetFace) -> Image.Image:
    assert face.landmarks is not None
    points = np.array(face.landmarks.points()) * picture.size
    return Image.fromarray(aligned(np.asarray(picture), points))


def _loose(picture: Image.Image, box: Box, side: int) -> Image.Image:
    """A square around the face's centre, cut off at the edges of the photo."""
    edge = AROUND * max(box.width * picture.width, box.height * picture.height) / 2
    center_x, center_y = box.center[0] * picture.width, box.center[1] * picture.height
    left, top = max(0, math.floor(center_x - edge)), max(0, math.floor(center_y - edge))
    right, bottom = math.ceil(center_x + edge), math.ceil(center_y + edge)
    right, bottom = min(picture.width, max(right, left + 1)), min(picture.height, max(bottom, top + 1))
    crop = picture.crop((min(left, right - 1), min(top, bottom - 1), right, bottom))
    crop.thumbnail((side, side), Image.Resampling.LANCZOS)
    return crop
