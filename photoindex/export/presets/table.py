"""Plan tables of the photos, faces and people of an export, as CSV, JSON and Parquet."""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from photoindex.domain.csv_text import csv_text
from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.contents.streams import Spool
from photoindex.export.engine.records import PhotoDone, Plan, Planned, Settle
from photoindex.export.files import copy_atomically, readable, writing
from photoindex.export.presets.records import PresetFace, PresetPhoto

VERSION = 1

_POINTS = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")

PHOTOS: Mapping[str, type] = {
    "photo_id": int, "content_hash": str, "path": str, "format": str, "width": int, "height": int,
    "taken_at": datetime, "taken_precision": str, "faces": int, "people": str, "away": bool, "title": str,
    "caption": str, "keywords": str, "place": str,
}  # fmt: skip
FACES: Mapping[str, type] = {
    "face_id": int, "photo_id": int, "content_hash": str, "person_id": int, "person": str, "status": str,
    "confidence": float, "cluster_id": int, "x": float, "y": float, "width": float, "height": float,
    **{f"{point}_{axis}": float for point in _POINTS for axis in "xy"},
    "score": float, "size": float, "sharpness": float, "yaw": float, "quality": float,
}  # fmt: skip
PEOPLE: Mapping[str, type] = {"person_id": int, "person": str, "photos": int, "faces": int}
TABLES: Mapping[str, Mapping[str, type]] = {"photos": PHOTOS, "faces": FACES, "people": PEOPLE}
"""The columns of each table, with their types. Missing values are None."""


ToParquet = Callable[[Path, Path, Mapping[str, type]], None]
"""Makes a Parquet file (the second path) out of a CSV file (the first one) with these columns. Raises OSError."""


def plan_tables(photos: Iterable[PresetPhoto], to_parquet: ToParquet) -> Plan:
    """Three tables in three formats. Rows are collected in temporary files."""
    people: dict[int, _Person] = {}
    with ExitStack() as stack:
        tables = {name: _Table(name, columns, stack) for name, columns in TABLES.items()}
        for photo in photos:
            tables["photos"].add(_photo_row(photo))
            for face in photo.faces:
                tables["faces"].add(_face_row(photo, face))
            _count(photo, people)
            yield PhotoDone()
        for person_id, person in sorted(people.items()):
            tables["people"].add((person_id, person.name, person.photos, person.faces))
        for table in tables.values():
            yield from table.planned(to_parquet)
        yield Settle()


@dataclass(slots=True)
class _Person:
    name: str
    photos: int = 0
    faces: int = 0


def _count(photo: PresetPhoto, people: dict[int, _Person]) -> None:
    here = [face for face in photo.faces if face.person_id is not None and face.person is not None]
    for face in here:
        people.setdefault(face.person_id or 0, _Person(face.person or "")).faces += 1
    for person_id in {face.person_id or 0 for face in here}:
        people[person_id].photos += 1


def _photo_row(photo: PresetPhoto) -> tuple[Any, ...]:
    taken, texts = photo.photo.taken_at, photo.texts
    words = (texts.title, texts.caption, "; ".join(texts.keywords), photo.place.whole if photo.place else "")
    return (
        photo.photo_id, photo.photo.content_hash, readable(photo.path), photo.kind, *photo.size, taken,
        photo.photo.taken_precision if taken else None, len(photo.faces), "; ".join(photo.people) or None,
        photo.photo.lost == "away", *(text or None for text in words),
    )  # fmt: skip


def _face_row(photo: PresetPhoto, face: PresetFace) -> tuple[Any, ...]:
    box, points = face.box, face.landmarks
    return (
        face.face_id, photo.photo_id, photo.photo.content_hash, face.person_id, face.person, face.status,
        face.confidence, face.cluster_id, box.x, box.y, box.width, box.height,
        *([number for point in points.points() for number in point] if points else [None] * 10),
        face.score, face.size, face.sharpness, face.yaw, face.quality,
    )  # fmt: skip


class _Table:
    """One table, collected as CSV, as JSON and as what Parquet is made from."""

    def __init__(self, name: str, columns: Mapping[str, type], stack: ExitStack) -> None:
        self._name, self._columns = name, columns
        # Parquet is made from the texts as they are, without the marks that CSV has for spreadsheets.
        self._csv, self._json, self._plain = (stack.enter_context(Spool()) for _ in range(3))
        self._write(columns)
        self._json.add(f'{{"schema":"export {name}","version":{VERSION},"items":['.encode("ascii"))
        self._between = b"\n"

    def add(self, row: tuple[Any, ...]) -> None:
        values = [value.isoformat() if isinstance(value, datetime) else value for value in row]
        self._write(values)
        item = dict(zip(self._columns, values, strict=True))
        self._json.add(self._between + json.dumps(item, separators=(",", ":")).encode("ascii"))
        self._between = b",\n"

    def _write(self, values: Iterable[Any]) -> None:
        line = list(values)
        self._csv.add(_encoded(csv_text([line])))
        plain = io.StringIO()
        csv.writer(plain).writerow(line)
        self._plain.add(_encoded(plain.getvalue()))

    def planned(self, to_parquet: ToParquet) -> Iterator[Planned]:
        self._json.add(b"\n]}\n")
        parquet = _Parquet(self._plain, self._columns, to_parquet)
        for suffix, content, recipe in (
            (".csv", self._csv, self._csv.recipe),
            (".json", self._json, self._json.recipe),
            (".parquet", parquet, self._plain.recipe),
        ):
            yield Planned(f"{self._name}{suffix}", (), f"{self._name}{suffix}", content, recipe)


@dataclass(frozen=True, slots=True)
class _Parquet(PlainFile):
    """A table as Parquet, made from plain CSV."""

    plain: Spool
    columns: Mapping[str, type]
    to_parquet: ToParquet

    def time(self) -> int:
        return self.plain.time()

    def write(self, path: Path, mtime_ns: int) -> None:
        with tempfile.TemporaryDirectory(prefix="photoindex-") as folder:
            made = Path(folder) / "table.parquet"
            with writing(made):
                self.to_parquet(self.plain.path, made, self.columns)
            copy_atomically(made, path, mtime_ns)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
