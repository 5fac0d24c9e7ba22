"""Open the folder of an export, and find free names in it. Nothing outside the folder is ever written or removed."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from photoindex.errors import UsageError
from photoindex.export.contents.form import STRIPPED
from photoindex.export.engine.journal import Entry
from photoindex.export.engine.record import read_record
from photoindex.export.engine.records import RunOptions
from photoindex.export.files import readable, writing
from photoindex.export.folder import ExportFolder, FileState, check_destination, is_for_exports
from photoindex.export.names import NameBook, caseless, portable_name


class Place(ExportFolder):
    """The folder of an export, with folders in it."""

    def entry_state(self, entry: Entry) -> FileState:
        """The state of a file. If its folder is not a real folder any more, the file counts as somebody else's."""
        if not self.is_real(entry.file.folder):
            return FileState.CHANGED if os.path.lexists(self.root / entry.path) else FileState.ABSENT
        state = self.state(entry.file)
        if state is FileState.CHANGED and entry.older is not None:
            return self.state(entry.older)
        return state

    def remove_entry(self, entry: Entry) -> None:
        """Remove the file of an entry, in this or in the older version, if it is still ours. Raises StorageError."""
        if self.remove(entry.file) is FileState.CHANGED and entry.older is not None:
            self.remove(entry.older)

    def prepare(self, folder: str) -> None:
        """Make a folder below this one. Raises UsageError if a link or a file is in its place."""
        self.refuse_detour(folder)
        self.make(folder)

    def remove_empty(self, folders: Iterable[str]) -> None:
        """Remove these folders, and those that hold them, if nothing is left in them."""
        for folder in sorted(set(_with_parents(folders)), key=lambda name: -name.count("/")):
            path = self.root / folder
            if self.is_real(folder) and path.is_dir() and not any(path.iterdir()):
                with writing(path):
                    path.rmdir()


class Names:
    """Gives every file a place of its own. Places of earlier runs stay taken.

    Folders whose names differ only in case are one folder, spelled as at first, because they are one on many disks.
    """

    def __init__(self, place: Place, entries: Iterable[Entry]) -> None:
        self._place = place
        self._books: dict[str, NameBook] = {}
        self._spelled: dict[str, str] = {}
        self._reserved: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            folder, _, name = entry.path.rpartition("/")
            self._reserved[self._folder(folder)].append(name)

    def take(self, folders: tuple[str, ...], name: str) -> str:
        """A free path for a file, with slashes."""
        folder = self._folder("/".join(map(portable_name, folders)))
        taken = self._book(folder).take(name)
        return f"{folder}/{taken}" if folder else taken

    def _folder(self, folder: str) -> str:
        spelled = ""
        for part in filter(None, folder.split("/")):
            wanted = f"{spelled}/{part}" if spelled else part
            spelled = self._spelled.setdefault(caseless(wanted), wanted)
        return spelled

    def _book(self, folder: str) -> NameBook:
        if folder not in self._books:
            present = self._place.names(folder) if self._place.is_real(folder) else []
            self._books[folder] = NameBook([*present, *self._reserved.pop(folder, ())])
        return self._books[folder]


def open_place(folder: Path, options: RunOptions) -> tuple[Place, dict[str, Entry]]:
    """Check the folder for every reason to refuse it, and read its record; write nothing. Raises UsageError."""
    place = Place(folder)
    if not check_destination(folder, place.root, update=options.update):
        return place, {}
    record = read_record(place.root)
    if record is not None and record.preset != options.preset:
        raise UsageError(
            f"{readable(folder)} holds an export of another kind ({record.preset})",
            hint="Name another folder for this export.",
        )
    if record is not None and _level(options.strip) < _level(record.strip):
        raise UsageError(
            f"the {record.strip} of the photos in {readable(folder)} was taken out, and this update would put it back",
            hint="Use the same options as before, or export to another folder.",
        )
    if record is None and not is_for_exports(place.root):
        raise UsageError(
            f"{readable(folder)} holds photos",
            hint="Name a new folder: scans skip the folder of an export, so it must not hold photos of yours.",
        )
    entries = dict(record.entries) if record else {}
    if options.page is not None:
        refuse_foreign(place, entries, options.page)
    return place, entries


def refuse_foreign(place: Place, entries: Mapping[str, Entry], name: str) -> None:
    """Raise UsageError if the folder holds a file of this name that no export made, or that was changed since."""
    path, entry = place.root / name, entries.get(name)
    if os.path.lexists(path) and (entry is None or place.entry_state(entry) is FileState.CHANGED):
        raise UsageError(
            f"{readable(path)} was not written by an export, so it is not overwritten",
            hint="Move it away, or export to another folder.",
        )


def _level(strip: str) -> int:
    """How much is taken out; a word that this version does not know counts as nothing."""
    return next((level for level, known in enumerate(STRIPPED) if known == strip), 0)


def _with_parents(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        parts = folder.split("/") if folder else []
        yield from ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
