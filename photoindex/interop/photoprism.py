"""Read the names in JSON that the API of PhotoPrism gave, in its SQLite database, and in a dump of MariaDB.

A record is a photo of `GET /api/v1/photos/UID`, which has `Files`, each with `Markers`; the search for photos gives the
same objects, in most versions without markers. PhotoPrism's YAML files hold no people.

- A marker has the left and top edges (`X`, `Y`) and the size (`W`, `H`) of its box, in fractions of the upright image:
  faces are searched for in thumbnails, which are upright.
- Markers that a user rejected are `Invalid`; those of another `Type` than `face` are not people.
- `Name` is the name of the subject, or empty.
- A file is named by its path below the folder of originals. Markers of a raw or HEIC file belong to the JPEG that
  PhotoPrism made of it in its folder of sidecars (`Root`), named like the original with `.jpg` at the end.
- `Hash` is the SHA-1 of the file.

Sources: `internal/entity/marker.go`, `marker_json.go`, `file.go`, `file_json.go`, `internal/ai/face/face.go` and
`internal/photoprism/index_faces.go` of PhotoPrism, December 2024.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from photoindex.decode.formats import suffix_of
from photoindex.domain.geometry import Box
from photoindex.interop.foreign_sqlite import is_sqlite
from photoindex.interop.gathered import Gathered
from photoindex.interop.json_records import json_records
from photoindex.interop.photo_names import PhotoHint, PhotoNames, Unread
from photoindex.interop.photoprism_database import photos_in_database, photos_in_dump
from photoindex.interop.regions import RegionKind
from photoindex.interop.source_files import source_files
from photoindex.interop.values import count, fields, flag, hexadecimal, items, moment, number, path_text, text

_SUFFIXES = (".json", ".jsonl", ".ndjson", ".db", ".sqlite", ".sqlite3", ".sql")
_SIDECAR = "sidecar"
_ANIMALS = frozenset({"pet", "animal"})


def read(paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
    """Read JSON files, SQLite databases and dumps of PhotoPrism among `paths` or below them; see `Reader`."""
    for file in source_files(paths, lambda name: name.lower().endswith(_SUFFIXES), note):
        for place, value in enumerate(_records(file, note), 1):
            for photo in value if isinstance(value, list) else [value]:
                if not is_record(fields(photo)):
                    note(Unread(file, "malformed", f"record {place:,}: not a photo of PhotoPrism"))
                    continue
                yield from _of_photo(photo, file, f"record {place:,}", note)


def _records(file: Path, note: Callable[[Unread], None]) -> Iterator[Any]:
    try:
        if is_sqlite(file):
            return photos_in_database(file, note)
    except OSError as error:
        note(Unread(file, "unreadable", error.strerror or str(error)))
        return iter(())
    return photos_in_dump(file, note) if suffix_of(file.name) == ".sql" else json_records(file, note)


def is_record(record: Mapping[str, Any]) -> bool:
    """Whether an object of a JSON file is a photo as PhotoPrism describes it."""
    return isinstance(record.get("Files"), list)


def _of_photo(photo: dict[str, Any], origin: Path, place: str, note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
    files = [fields(file) for file in items(photo["Files"])]
    for file in files:
        markers = [fields(marker) for marker in items(file.get("Markers"))]
        gathered = Gathered("upright", _size(file))
        for marker in markers:
            if not flag(marker.get("Invalid")):
                gathered.add(text(marker.get("Name")), _box(marker), _kind(marker))
        hint = _hint(photo, file, files) if markers else None
        if markers and hint is None:
            note(Unread(origin, "photo-missing", place))
        if hint and (found := gathered.photo_names(hint, "photoprism", origin)):
            yield found


def _size(file: dict[str, Any]) -> tuple[int, int] | None:
    width, height = count(file.get("Width")), count(file.get("Height"))
    return (width, height) if width and height else None


def _box(marker: dict[str, Any]) -> Box | None:
    # Zeros are left out of the JSON.
    x, y, width, height = (number(marker.get(name, 0)) for name in "XYWH")
    if x is None or y is None or width is None or height is None:
        return None
    return Box(x, y, width, height)


def _kind(marker: dict[str, Any]) -> RegionKind:
    if text(marker.get("Type")).lower() not in {"", "face"}:
        return "other"
    return "pet" if text(marker.get("SubjType")).lower() in _ANIMALS else "face"


def _hint(photo: dict[str, Any], file: dict[str, Any], files: Sequence[dict[str, Any]]) -> PhotoHint | None:
    """The file that a user knows: for the JPEG of a raw or HEIC file, the file that it was made of."""
    if text(file.get("Root")) == _SIDECAR:
        made_of = path_text(file.get("Name")).rpartition(".")[0]
        originals = [other for other in files if text(other.get("Root")) != _SIDECAR and path_text(other.get("Name"))]
        same = [other for other in originals if path_text(other.get("Name")) == made_of]
        # The size of the file of which a JPEG was made is not that of the JPEG.
        file = (same or originals or [{"Name": made_of}])[0]
    path = path_text(file.get("Name")) or path_text(file.get("OriginalName"))
    if not path:
        return None
    width, height = _size(file) or (None, None)
    others = (path_text(file.get("OriginalName")), path_text(photo.get("OriginalName")))
    return PhotoHint(
        path,
        count(file.get("Size")),
        width,
        height,
        moment(photo.get("TakenAtLocal")),
        tuple(dict.fromkeys(name for name in others if name and name != path)),
        sha1=hexadecimal(file.get("Hash"), 40),
    )
