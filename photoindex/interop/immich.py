"""Read the names in JSON that the API of Immich gave.

A record is an asset, a page of a search (`assets.items`), an album (`assets`), or an asset together with its faces,
under the field names of the API:

    {"originalPath": ..., "originalFileName": ..., "people": [...], "faces": [...]}
    {"asset": {...}, "faces": [...]}

- Before version 3, `people` of an asset held each person with the boxes of their faces, and `unassignedFaces` held the
  others. Since version 3, `people` holds names only, and `GET /faces?id=ASSET` gives the boxes as a list that does not
  name its asset, so the list has to be saved together with the asset, as `faces`. Version 3.2 changed how Immich stores
  people in its database, but not the fields of its API.
- A box is given by its edges in pixels of an image of `imageWidth` by `imageHeight`: the preview, which is upright. If
  the asset was edited in Immich (`isEdited`), boxes are those of the edited copy, so only the names are read.
- `checksum` is the SHA-1 of the file in Base64; for files in an external library it is that of the path.
- Hidden people are people too: somebody named them. A person of the type `pet` is an animal.

Sources: the types of @immich/sdk 1.135.3 and 3.2.2; `person.dto.ts` and `transform.ts` of the server; pull request
27779 of immich-app/immich, "remove asset faces from AssetResponseDto".
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from photoindex.domain.geometry import Box
from photoindex.interop.gathered import Gathered
from photoindex.interop.json_records import json_records
from photoindex.interop.photo_names import PhotoHint, PhotoNames, Unread
from photoindex.interop.regions import RegionKind, by_edges, in_fractions, size_in_file
from photoindex.interop.source_files import source_files
from photoindex.interop.values import count, fields, flag, items, moment, number, path_text, text

_SUFFIXES = (".json", ".jsonl", ".ndjson")
_NOT_PHOTOS = frozenset({"VIDEO", "AUDIO", "OTHER"})
_ANIMALS = frozenset({"pet", "animal"})
# Deeper nesting than a list of pages of a list of assets is something else.
_DEEPEST = 4


def read(paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
    """Read JSON files of the Immich API among `paths` or below them; see `Reader`."""
    for file in source_files(paths, lambda name: name.lower().endswith(_SUFFIXES), note):
        for place, value in enumerate(json_records(file, note), 1):
            is_known = False
            for asset in assets(value):
                is_known = True
                if found := _of_asset(asset, file, f"record {place:,}", note):
                    yield found
            # A page without assets, or a list of people, says nothing about photos.
            if not is_known and not {"assets", "people", "items"} & fields(value).keys() and value != []:
                note(Unread(file, "photo-missing", f"record {place:,}: no asset of Immich"))


def assets(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the assets in a record, each with its faces in the field `faces` if they were saved beside it."""
    if isinstance(value, list) and depth < _DEEPEST:
        for item in value:
            yield from assets(item, depth + 1)
        return
    record = fields(value)
    if "originalPath" in record or "originalFileName" in record:
        yield record
    elif isinstance(record.get("asset"), dict):
        yield {**record["asset"], "faces": record.get("faces", record["asset"].get("faces"))}
    elif depth < _DEEPEST:
        for name in ("assets", "items"):
            if name in record:
                yield from assets(record[name], depth + 1)


def _of_asset(asset: dict[str, Any], file: Path, place: str, note: Callable[[Unread], None]) -> PhotoNames | None:
    path, name = path_text(asset.get("originalPath")), path_text(asset.get("originalFileName"))
    if not (path or name):
        note(Unread(file, "photo-missing", place))
        return None
    if text(asset.get("type")).upper() in _NOT_PHOTOS:
        return None
    gathered, seen = Gathered("upright"), set[str]()
    for person in map(fields, items(asset.get("people"))):
        faces = items(person.get("faces"))
        for face in map(fields, faces):
            _add_face(gathered, face, person, asset, seen)
        if not faces and _kind(person) == "face":
            gathered.add_name(text(person.get("name")))
    for face in map(fields, [*items(asset.get("unassignedFaces")), *items(asset.get("faces"))]):
        _add_face(gathered, face, fields(face.get("person")), asset, seen)
    return gathered.photo_names(_hint(asset, path or name, name), "immich", file)


def _add_face(
    gathered: Gathered, face: dict[str, Any], person: dict[str, Any], asset: dict[str, Any], seen: set[str]
) -> None:
    """Add a face, unless it was given before: with its person and in the list of faces."""
    identifier = text(face.get("id"))
    if identifier and identifier in seen:
        return
    seen.add(identifier)
    size = count(face.get("imageWidth")), count(face.get("imageHeight"))
    dimensions = (size[0], size[1]) if size[0] and size[1] else None
    box = None if flag(asset.get("isEdited")) else _box(face, dimensions)
    gathered.add(text(person.get("name")), box, _kind(person), dimensions)


def _kind(person: dict[str, Any]) -> RegionKind:
    return "pet" if text(person.get("type")).lower() in _ANIMALS else "face"


def _box(face: dict[str, Any], dimensions: tuple[int, int] | None) -> Box | None:
    left, top, right, bottom = (number(face.get(f"boundingBox{edge}")) for edge in ("X1", "Y1", "X2", "Y2"))
    if left is None or top is None or right is None or bottom is None or dimensions is None:
        return None
    return in_fractions(by_edges(left, top, right, bottom), *dimensions)


def _hint(asset: dict[str, Any], path: str, name: str) -> PhotoHint:
    exif = fields(asset.get("exifInfo"))
    width, height = _size(asset, exif)
    taken = moment(asset.get("localDateTime")) or moment(exif.get("dateTimeOriginal"))
    others = (name,) if name and name != path else ()
    return PhotoHint(
        path, count(exif.get("fileSizeInByte")), width, height, taken, other_paths=others, sha1=_checksum(asset)
    )


def _size(asset: dict[str, Any], exif: dict[str, Any]) -> tuple[int | None, int | None]:
    """The size of the upright photo, if known. Newer versions give it; the Exif data have that of the stored image."""
    width, height = count(asset.get("width")), count(asset.get("height"))
    if width and height and not flag(asset.get("isEdited")):
        return width, height
    width, height = count(exif.get("exifImageWidth")), count(exif.get("exifImageHeight"))
    orientation = text(exif.get("orientation"))
    if not (width and height):
        return None, None
    return size_in_file(width, height, int(orientation) if orientation in set("12345678") else 1)


def _checksum(asset: dict[str, Any]) -> str | None:
    if asset.get("libraryId") is not None:
        return None
    try:
        digest = base64.b64decode(text(asset.get("checksum")), validate=True)
    except (binascii.Error, ValueError):
        return None
    return digest.hex() if len(digest) == 20 else None
