"""Read the names in the JSON files of a Google Photos export (Takeout). They say who is in a photo, but not where."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from photoindex.foreign_json import read_json
from photoindex.interop.photo_names import PhotoHint, PhotoNames, Unread
from photoindex.interop.takeout_files import JsonFile, Note, json_files
from photoindex.interop.takeout_names import may_be_photo, photo_called

# A JSON file about a photo takes 1 to 3 kB; photos with a long description take more.
_LARGEST = 1024**2
# Photos of crowds have fewer named people.
_MOST_NAMES = 500
# The longest title of a real photo has 255 bytes.
_LONGEST_TITLE = 1000
_EPOCH = datetime(1970, 1, 1)


def read(paths: Sequence[Path], photos: Sequence[Path], note: Note) -> Iterator[PhotoNames]:
    """Read the JSON files in these folders, or these JSON files; see `Reader`.

    The parts of an export may be given together: a photo and its JSON file may be in different parts. An edited photo
    shows the people of its original. A photo that is in none of the parts is identified by its title and its time in
    UTC.
    """
    known = frozenset(photos)
    for file in json_files(paths, photos, note):
        document = _document(file, note)
        names = _names(document, file.path, note)
        for hint in _photos(file, document, known) if names else ():
            yield PhotoNames(hint, "takeout", file.path, names=names)


def _document(file: JsonFile, note: Note) -> Mapping[str, Any]:
    """The content of a JSON file about a photo; empty if it is about something else or cannot be read."""
    try:
        if file.path.stat().st_size > _LARGEST:
            note(Unread(file.path, "too-large"))
            return {}
        value = read_json(file.path, _LARGEST)
    except OSError as error:
        note(Unread(file.path, "unreadable", error.strerror or ""))
        return {}
    except ValueError as error:
        note(Unread(file.path, "malformed", str(error)))
        return {}
    is_about_photo = isinstance(value, dict) and isinstance(value.get("photoTakenTime"), dict)
    return value if is_about_photo else {}


def _names(document: Mapping[str, Any], path: Path, note: Note) -> tuple[str, ...]:
    """The people in a photo, each once; some exports call the field "person"."""
    people = document.get("people", document.get("person", []))
    people = [people] if isinstance(people, dict) else people
    if not isinstance(people, list):
        note(Unread(path, "malformed", "people"))
        return ()
    if len(people) > _MOST_NAMES:
        note(Unread(path, "too-large", "people"))
    found: dict[str, None] = {}
    for person in people[:_MOST_NAMES]:
        name = person.get("name") if isinstance(person, dict) else None
        if not isinstance(name, str) or not _is_text(name):
            note(Unread(path, "malformed", "people"))
        elif name.strip():
            found[name] = None
    return tuple(found)


def _photos(file: JsonFile, document: Mapping[str, Any], known: frozenset[Path]) -> Iterator[PhotoHint]:
    """The photos that a JSON file describes: those that it is named after, else the one with its title."""
    taken_at, title = _time(document), _title(document)
    photos = file.photos
    if not photos and title:
        name = photo_called(title, file.stem)
        if name in file.album.free:
            photos = (file.album.free[name],)
        elif name not in file.album.described and may_be_photo(title):
            # The photo lies somewhere else, perhaps with the name that it had before it was uploaded.
            yield PhotoHint(title, taken_at=taken_at)
    for photo in photos:
        if photo in known:
            yield PhotoHint(str(photo))
        else:
            # It may be a copy of a photo that was scanned elsewhere, under the name that it had before.
            others = (title,) if title and title != photo.name else ()
            yield PhotoHint(str(photo), _size(photo), taken_at=taken_at, other_paths=others)


def _title(document: Mapping[str, Any]) -> str:
    """The name that the photo had when it was uploaded; empty if that is not known or not a file name."""
    title = document.get("title")
    if not isinstance(title, str) or len(title) > _LONGEST_TITLE or not _is_text(title):
        return ""
    return title.replace("/", "_").replace("\\", "_")


def _size(photo: Path) -> int | None:
    try:
        return photo.stat().st_size
    except OSError:
        return None


def _time(document: Mapping[str, Any]) -> datetime | None:
    """When the photo was taken, in UTC; None if that is not known or not a time."""
    stamp = document["photoTakenTime"].get("timestamp")
    try:
        seconds = int(stamp) if isinstance(stamp, str) and len(stamp) < 20 else stamp
        return _EPOCH + timedelta(seconds=seconds) if isinstance(seconds, int) and seconds else None
    except (ValueError, OverflowError):
        return None


def _is_text(text: str) -> bool:
    """Whether a text has neither control characters nor halves of characters, which JSON can express."""
    return text.isprintable() or not any(ord(each) < 32 or 0xD800 <= ord(each) <= 0xDFFF for each in text)
