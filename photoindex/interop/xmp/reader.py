"""Read the names in XMP: in sidecar files, and in the photos themselves."""

import functools
import os
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from photoindex.decode import is_photo_name, open_regular, packets_of, suffix_of
from photoindex.interop.photo_names import PhotoNames, Unread
from photoindex.interop.xmp.combining import Source, records_of
from photoindex.interop.xmp.packet import MOST_BYTES
from photoindex.interop.xmp.sidecars import SUFFIX, SidecarFolder, stated_photo
from photoindex.interop.xmp.statements import Statements, statements_of
from photoindex.originals import Identity, identity_of

Note = Callable[[Unread], None]


def read(paths: Sequence[Path], photos: Sequence[Path], note: Note) -> Iterator[PhotoNames]:
    """Read the names in photos and in the sidecars below `paths`; see `Reader`.

    A photo has a record for each file that says something about its people. A sidecar whose photo is not in the index
    has a record too. Photos that are not in the index are not opened, unless `paths` names them.
    """
    # The system is asked once for each folder, not for each photo.
    key_of = functools.cache(_key)
    indexed: defaultdict[Identity | Path, dict[str, Path]] = defaultdict(dict)
    for photo in photos:
        indexed[key_of(photo.parent)][photo.name] = photo
    visited: set[Identity | Path] = set()
    alone: defaultdict[Path, list[str]] = defaultdict(list)
    for path in map(Path, paths):
        if os.path.isdir(path):  # noqa: PTH112 - a folder without permission is reported below
            for folder in _folders_below(path, note):
                if key_of(folder) not in visited:
                    visited.add(key_of(folder))
                    yield from _of_folder(folder, indexed.get(key_of(folder), {}), note, with_others=True)
        elif suffix_of(path.name) == SUFFIX or is_photo_name(path.name):
            alone[path.parent].append(path.name)
        else:
            note(Unread(path, "not-supported" if os.path.exists(path) else "unreadable"))  # noqa: PTH110
    for folder, names in alone.items():
        if key_of(folder) not in visited:
            yield from _of_files(folder, names, indexed.get(key_of(folder), {}), note)
    # The photos of given files, and of folders that were not entered, such as hidden ones.
    for key, known in indexed.items():
        if key not in visited:
            yield from _of_folder(next(iter(known.values())).parent, known, note, with_others=False)


def _key(folder: Path) -> Identity | Path:
    """What two spellings of the same folder have in common."""
    return identity_of(folder) or folder


def _folders_below(path: Path, note: Note) -> Iterator[Path]:
    def failed(error: OSError) -> None:
        note(_unreadable(Path(error.filename or path), error))

    for folder, below, _ in os.walk(path, onerror=failed):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield Path(folder)


def _of_folder(path: Path, photos: Mapping[str, Path], note: Note, *, with_others: bool) -> Iterator[PhotoNames]:
    """The records of the photos of a folder. `with_others` adds those of sidecars that belong to none of them."""
    folder = _listed(path, note)
    if folder is None:
        return
    reading = _Reading(folder, note)
    for photo in photos.values():
        yield from records_of(photo, reading.sources_of(photo))
    if with_others:
        for name in folder.sidecars():
            if name not in reading.used:
                yield from _of_sidecar(folder, name, photos, note)


def _of_files(path: Path, names: Sequence[str], photos: Mapping[str, Path], note: Note) -> Iterator[PhotoNames]:
    """The records of single files that do not belong to `photos`, which are read with their sidecars."""
    folder = _listed(path, note)
    if folder is None:
        return
    reading = _Reading(folder, note)
    for name in names:
        if suffix_of(name) == SUFFIX:
            yield from _of_sidecar(folder, name, photos, note)
        elif name not in photos:
            yield from records_of(path / name, reading.sources_of(path / name))


def _of_sidecar(folder: SidecarFolder, name: str, done: Container[str], note: Note) -> Iterator[PhotoNames]:
    """The records of a sidecar by itself, for each photo that it belongs to except those that are `done`."""
    path = folder.path / name
    found = _of_file(path, note)
    if not found.by_schema:
        return
    owners = [photo for photo in folder.photos_of(name) if folder.belongs(photo, found.photo_suffix, found.photo_name)]
    missing = stated_photo(name) or found.photo_name
    if not missing and found.photo_suffix:
        missing = PurePath(name).stem + found.photo_suffix
    if not owners and not missing:
        note(Unread(path, "photo-missing"))
    for photo in owners or [missing] * bool(missing):
        # The name in a sidecar is only a name, never a path to another folder.
        if photo not in done:
            yield from records_of(folder.path / PurePath(photo).name, [(path, found)])


class _Reading:
    """Read the sources of the photos of a folder, one photo after another. `used` are the names of sidecars that belong
    to one of them.
    """

    def __init__(self, folder: SidecarFolder, note: Note) -> None:
        self._folder = folder
        self._note = note
        # Several photos may share a sidecar, and they follow one another.
        self._latest: Source | None = None
        self.used: set[str] = set()

    def sources_of(self, photo: Path) -> list[Source]:
        """What the sidecars of a photo and the photo itself say, the first with the last word."""
        sources: list[Source] = []
        for sidecar in self._folder.of(photo.name):
            found = self._of_sidecar(sidecar.path)
            if not sidecar.shared or self._folder.belongs(photo.name, found.photo_suffix, found.photo_name):
                self.used.add(sidecar.path.name)
                sources.append((sidecar.path, found))
        sources.append((photo, _of_file(photo, self._note)))
        return sources

    def _of_sidecar(self, path: Path) -> Statements:
        if self._latest is None or self._latest[0] != path:
            self._latest = path, _of_file(path, self._note)
        return self._latest[1]


def _of_file(path: Path, note: Note) -> Statements:
    """What a sidecar or a photo says."""
    try:
        packets = [_content_of(path)] if suffix_of(path.name) == SUFFIX else packets_of(path)
    except OSError as error:
        note(_unreadable(path, error))
        return Statements()
    found = statements_of(packets)
    for fault, detail in found.faults:
        note(Unread(path, fault, detail))
    return found


def _content_of(path: Path) -> bytes:
    with open_regular(path) as file:
        return file.read(MOST_BYTES + 1)


def _listed(path: Path, note: Note) -> SidecarFolder | None:
    try:
        return SidecarFolder.listed(path)
    except OSError as error:
        note(_unreadable(path, error))
        return None


def _unreadable(path: Path, error: OSError) -> Unread:
    return Unread(path, "unreadable", error.strerror or "")
