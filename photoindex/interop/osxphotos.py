"""Read the names in Apple Photos from the JSON of osxphotos: `osxphotos query --json` or `osxphotos dump --json`.

The file is a list with one object for each photo:

- `face_info` lists the faces. `center_x` and `center_y` are fractions of the upright image, with the origin at the
  bottom left. `size` is the diameter of the face, in fractions of the longer side. `mwg_rs_area` is the same place in
  the stored image, for the orientation that Photos assumes; it is not read.
- `width` and `height` are the size of the upright image that Photos shows. For a photo that was edited in Photos, this
  is the edited copy (`path_edited`), and the places of the faces refer to it. They also apply to the original (`path`)
  if the copy has its size; otherwise only the names do.
- Faces of quality -1 are phantoms: Photos expects a person there, for example by their clothes, but sees no face. They
  are left out with their names, unless a user drew them (`manual`).
- Faces of an iPhoto library (`.photolibrary`) follow another convention, so only their names are read.
- `_UNKNOWN_` stands for somebody without a name, and `persons` lists the names without places.
- `path` lies in the photo library, where files are named by identifiers; `original_filename` is the name of the file
  that was imported.

Sources: `personinfo.py`, `photoinfo.py`, `iphoto.py` and `cli/print_photo_info.py` of osxphotos 0.77.2.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from photoindex.domain.geometry import Box
from photoindex.interop.gathered import Gathered
from photoindex.interop.json_records import json_records
from photoindex.interop.photo_names import PhotoHint, PhotoNames, Unread
from photoindex.interop.regions import by_centre
from photoindex.interop.source_files import source_files
from photoindex.interop.values import count, fields, flag, items, moment, number, path_text, text

_UNKNOWN = "_UNKNOWN_"
_PHANTOM = -1


def read(paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
    """Read JSON files of osxphotos among `paths` or below them; see `Reader`."""
    for file in source_files(paths, lambda name: name.lower().endswith(".json"), note):
        for place, value in enumerate(json_records(file, note), 1):
            record = fields(value)
            if not is_record(record):
                note(Unread(file, "malformed", f"record {place:,}: not a photo of osxphotos"))
            elif not flag(record.get("ismovie")):
                yield from _of_photo(record, file, f"record {place:,}", note)


def is_record(record: dict[str, Any]) -> bool:
    """Whether an object of a JSON file is a photo as osxphotos describes it."""
    return "uuid" in record and "original_filename" in record


def _of_photo(record: dict[str, Any], file: Path, place: str, note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
    original, edited = path_text(record.get("path")), path_text(record.get("path_edited"))
    name = path_text(record.get("original_filename"))
    if not (original or edited or name):
        note(Unread(file, "photo-missing", place))
        return
    size, original_size = _size(record, "width", "height"), _size(record, "original_width", "original_height")
    is_iphoto = text(record.get("library")).lower().rstrip("/").endswith(".photolibrary")
    with_boxes = _gathered(record, size, with_boxes=not is_iphoto)
    names_only = _gathered(record, size, with_boxes=False)
    is_edited = flag(record.get("hasadjustments")) or bool(edited)
    fits_original = not is_edited or size == original_size
    hint = _hint(record, original or name, original_size if is_edited else size, (name,))
    yield from filter(None, [(with_boxes if fits_original else names_only).photo_names(hint, "osxphotos", file)])
    for path in (edited, "" if is_edited else path_text(record.get("path_raw"))):
        if path and path != original:
            width, height = size or (None, None)
            hint = PhotoHint(path, None, width, height, moment(record.get("date")))
            yield from filter(None, [with_boxes.photo_names(hint, "osxphotos", file)])


def _hint(record: dict[str, Any], path: str, size: tuple[int, int] | None, others: tuple[str, ...]) -> PhotoHint:
    width, height = size or (None, None)
    others = tuple(name for name in others if name and name != path)
    return PhotoHint(
        path, count(record.get("original_filesize")), width, height, moment(record.get("date")), other_paths=others
    )


def _size(record: dict[str, Any], width: str, height: str) -> tuple[int, int] | None:
    sides = count(record.get(width)), count(record.get(height))
    return (sides[0], sides[1]) if sides[0] and sides[1] else None


def _gathered(record: dict[str, Any], size: tuple[int, int] | None, *, with_boxes: bool) -> Gathered:
    """The faces and names of a photo; without boxes, only the names."""
    gathered, phantoms = Gathered("upright", size), set[str]()
    for face in map(fields, items(record.get("face_info"))):
        name = _name(face.get("name"))
        if flag(face.get("intrash")):
            continue
        if face.get("quality") == _PHANTOM and not flag(face.get("manual")):
            phantoms.add(name)
            continue
        gathered.add(name, _box(face, size) if with_boxes else None)
    for person in map(_name, items(record.get("persons"))):
        if person not in phantoms:
            gathered.add_name(person)
    return gathered


def _name(value: Any) -> str:
    name = text(value)
    return "" if name == _UNKNOWN else name


def _box(face: dict[str, Any], size: tuple[int, int] | None) -> Box | None:
    x, y, diameter = (number(face.get(name)) for name in ("center_x", "center_y", "size"))
    if x is None or y is None or diameter is None or size is None:
        return None
    longer = max(size)
    return by_centre(x, 1 - y, diameter * longer / size[0], diameter * longer / size[1])
