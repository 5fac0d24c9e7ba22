"""Parquet: write found photos to a file for other programs."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from photoindex.operations.common.private_file import private_path
from photoindex.operations.find import FoundPhoto
from photoindex.store.database.parquet import write_parquet

__all__ = ["COLUMNS", "write_photos"]

COLUMNS: Mapping[str, str] = {
    "path": "VARCHAR",
    "taken_at": "TIMESTAMP",
    "taken_precision": "VARCHAR",
    "people": "VARCHAR[]",
    "faces": "INTEGER",
    "width": "INTEGER",
    "height": "INTEGER",
    "away": "BOOLEAN",
    "content_hash": "VARCHAR",
    "title": "VARCHAR",
    "caption": "VARCHAR",
    "keywords": "VARCHAR[]",
    "place": "VARCHAR",
}
"""The names and SQL types of the columns."""

_MAGIC = b"PAR1"


def write_photos(photos: Sequence[FoundPhoto], file: Path) -> None:
    """Write a row for each photo to a file that only its owner can read, completely or not at all.

    Raises:
        UsageError: another file, which is not in Parquet, is there already.
        StorageError: there is no folder for the file, or the file cannot be written.
    """
    with private_path(file, begins=_MAGIC) as path:
        write_parquet(path, COLUMNS, _rows(photos))


def _rows(photos: Sequence[FoundPhoto]) -> Iterator[tuple[Any, ...]]:
    for photo in photos:
        yield (
            str(photo.paths[0]),
            photo.taken_at,
            photo.taken_precision if photo.taken_at else None,
            list(dict.fromkeys(face.name for face in photo.faces if face.name)),
            len(photo.faces),
            photo.width,
            photo.height,
            photo.away,
            photo.content_hash,
            photo.texts.title,
            photo.texts.caption,
            list(photo.texts.keywords),
            photo.place.whole if photo.place else "",
        )
