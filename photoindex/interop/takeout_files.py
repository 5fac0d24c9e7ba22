"""Find the JSON files of a Google Photos export, and the photos that each describes."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photoindex.decode.formats import is_photo_name
from photoindex.interop.photo_names import Unread
from photoindex.interop.takeout_names import (
    JSON_SUFFIX,
    composed,
    json_stems,
    may_describe_photo,
    originals_of,
    without_supplement,
)

Note = Callable[[Unread], None]

# What Google packs exports into.
_ARCHIVES = frozenset((".zip", ".tgz", ".tar", ".gz"))
# No export has folders as deep as this.
_MOST_LEVELS = 100


@dataclass(frozen=True, slots=True)
class Album:
    """A folder of an export, or the folders of one name in several parts of it.

    The photos that a JSON file is named after are in `described`, the others in `free`, by their composed names.
    """

    described: dict[str, Path] = field(default_factory=dict)
    free: dict[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JsonFile:
    """A JSON file that may describe a photo; `stem` is its composed name without `.json`, and `photos` are those that
    it describes according to the names, in its album.
    """

    path: Path
    stem: str
    photos: tuple[Path, ...]
    album: Album


@dataclass(slots=True)
class _Folder:
    """The JSON files of a folder by their stems, and its photos by their names; both composed."""

    json: dict[str, Path] = field(default_factory=dict)
    photos: dict[str, Path] = field(default_factory=dict)


def json_files(paths: Sequence[Path], photos: Sequence[Path], note: Note) -> list[JsonFile]:
    """The JSON files in these folders, or these JSON files, in the order of their paths. Those that describe albums,
    comments or orders are left out.

    `photos` are known files below the paths; their own spelling is kept. Other files are left out.
    """
    folders: defaultdict[Path, _Folder] = defaultdict(_Folder)
    for path in map(Path.absolute, paths):
        if path.is_dir():
            _walk(path, folders, note)
        elif path.suffix.lower() == JSON_SUFFIX and path.is_file():
            folders[path.parent].json[composed(path.name[: -len(JSON_SUFFIX)])] = path
            _list(path.parent, _Folder(photos=folders[path.parent].photos), note)
        elif path.suffix.lower() in _ARCHIVES:
            note(Unread(path, "not-supported", "it has to be unpacked first"))
    for photo in photos:
        folders[photo.parent].photos[composed(photo.name)] = photo
    albums: defaultdict[str, list[_Folder]] = defaultdict(list)
    for folder in sorted(folders):
        albums[composed(folder.name)].append(folders[folder])
    return sorted((file for parts in albums.values() for file in _in_album(parts)), key=lambda file: file.path)


def _walk(root: Path, folders: defaultdict[Path, _Folder], note: Note) -> None:
    waiting = [(root, 0)]
    while waiting:
        path, level = waiting.pop()
        below = _list(path, folders[path], note)
        if level < _MOST_LEVELS:
            waiting += [(each, level + 1) for each in below]


def _list(path: Path, folder: _Folder, note: Note) -> list[Path]:
    """Add the files at this path to the folder, and return the subfolders. Links to folders are not followed."""
    below: list[Path] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    below.append(path / entry.name)
                elif entry.name.lower().endswith(JSON_SUFFIX) and entry.is_file():
                    folder.json[composed(entry.name[: -len(JSON_SUFFIX)])] = path / entry.name
                elif is_photo_name(entry.name) and entry.is_file():
                    folder.photos[composed(entry.name)] = path / entry.name
    except OSError as error:
        note(Unread(path, "unreadable", error.strerror or ""))
    return below


def _in_album(parts: Sequence[_Folder]) -> Iterator[JsonFile]:
    """Match the names of JSON files and photos. A photo whose JSON file is missing may belong to one of another part
    that describes no photo there; a photo that has none may be an edited one, and belongs to that of its original.
    """
    album = Album()
    photos_of: defaultdict[Path, list[Path]] = defaultdict(list)
    missing: list[tuple[Mapping[str, Path], str, Path]] = []
    for folder in parts:
        by_stem = _by_stem(folder)
        for name, photo in folder.photos.items():
            file = _first(json_stems(name), by_stem)
            if file is None:
                missing.append((by_stem, name, photo))
            else:
                photos_of[file].append(photo)
                album.described[name] = photo
    every = {stem: path for folder in reversed(parts) for stem, path in _by_stem(folder).items()}
    idle = {stem: path for stem, path in every.items() if path not in photos_of}
    for beside, name, photo in missing:
        stems = [stem for original in originals_of(name) for stem in json_stems(original)]
        file = _first(json_stems(name), idle) or _first(stems, beside) or _first(stems, every)
        if file is None:
            album.free[name] = photo
        else:
            photos_of[file].append(photo)
            album.described[name] = photo
    for folder in parts:
        for stem, path in folder.json.items():
            if path in photos_of or may_describe_photo(stem):
                yield JsonFile(path, stem, tuple(photos_of.get(path, ())), album)


def _by_stem(folder: _Folder) -> Mapping[str, Path]:
    return {without_supplement(stem): path for stem, path in folder.json.items()} | folder.json


def _first(stems: Iterable[str], files: Mapping[str, Path]) -> Path | None:
    """The first of the JSON files that has one of these stems."""
    return next((files[stem] for stem in stems if stem in files), None)
