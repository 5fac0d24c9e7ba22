"""Find out which programs made the files that a user gave.

A file is recognised by its name and its content. A folder is walked once, by names; only JSON files, tables and a few
others are opened.
"""

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.crawl.names import OPT_OUT_FILES, is_left_out
from photoindex.interop.file_kinds import (
    JSON_SUFFIXES,
    TABLE_SUFFIXES,
    is_table_of_names,
    last_suffix,
    program_by_name,
    program_of,
    program_of_json,
)
from photoindex.interop.photo_names import Unread
from photoindex.interop.readers import PROGRAMS
from photoindex.interop.regions import Program

_APPLE_LIBRARY = ".photoslibrary"
_ARCHIVES = frozenset((".zip", ".tgz"))
# Of databases and XML files, the ones with the usual names are opened.
_OPENED = frozenset(("index.db", "contacts.xml"))
# Their readers look for names beside every photo of a folder.
_IN_PLACE: frozenset[Program] = frozenset(("xmp", "picasa", "takeout"))
# Lightroom keeps older versions of a catalogue in folders of these names.
_BACKUPS = frozenset(("backups", "old lightroom catalogs"))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is looked at: files and folders, levels of folders, and files that are opened."""

    entries: int = 5_000_000
    levels: int = 100
    opened: int = 5_000


@dataclass(frozen=True, slots=True)
class Detected:
    """The programs whose files were found, in the order in which they are to be read, each with the paths for its
    reader.

    `unrecognised` are given paths in which nothing was recognised, and `complete` says whether everything was looked
    at, within the limits.
    """

    paths: Mapping[Program, tuple[Path, ...]]
    unrecognised: tuple[Path, ...] = ()
    complete: bool = True


def detect(paths: Sequence[Path], note: Callable[[Unread], None], limits: Limits = Limits()) -> Detected:
    """Find out which programs made these files and folders.

    Whoever keeps names in or beside photos (XMP, Picasa, Takeout) gets the folder that was given; of other programs,
    the files are found. Paths that do not exist, folders that cannot be listed, and what is known but cannot be read,
    such as an archive or a library of Apple Photos, are passed to `note`.
    """
    found: dict[Program, dict[Path, None]] = {program: {} for program in PROGRAMS}
    walk = _Walk(limits, note)
    unrecognised = []
    for path in paths:
        programs = list(walk.programs_of(path))
        for program, place in programs:
            found[program][place] = None
        if not programs:
            unrecognised.append(path)
    by_program = {program: tuple(places) for program, places in found.items() if places}
    return Detected(by_program, tuple(unrecognised), walk.complete)


@dataclass(slots=True)
class _Folder:
    """A folder with the names of its files; `has_takeout` is set when one of them is recognised."""

    path: Path
    files: list[str]
    has_takeout: bool = False


class _Walk:
    def __init__(self, limits: Limits, note: Callable[[Unread], None]) -> None:
        self._limits = limits
        self._note = note
        self._entries = 0
        self._opened = 0
        self.complete = True

    def programs_of(self, path: Path) -> Iterator[tuple[Program, Path]]:
        """The programs recognised in a file or folder, each with the path for its reader."""
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except OSError as error:
            self._note(Unread(path, "unreadable", error.strerror or str(error)))
            return
        if self._is_unsupported(path):
            return
        if is_folder:
            yield from dict.fromkeys(pair for folder in self._folders(path) for pair in self._in_folder(folder, path))
        elif program := program_of(path):
            yield program, path

    def _folders(self, root: Path) -> Iterator[_Folder]:
        """The folders below a root, without those that a scan leaves out and those behind links."""
        waiting = [(str(root), 0)]
        while waiting:
            path, level = waiting.pop()
            try:
                with os.scandir(path) as listing:
                    entries = sorted((entry.name, _is_folder(entry)) for entry in listing)
            except OSError as error:
                self._note(Unread(Path(path), "unreadable", error.strerror or str(error)))
                continue
            if level and any(name in OPT_OUT_FILES for name, _ in entries):
                continue
            self._entries += len(entries)
            if self._entries > self._limits.entries or level > self._limits.levels:
                self.complete = False
                continue
            folder = Path(path)
            below = [name for name, is_folder in reversed(entries) if is_folder]
            waiting += [(str(folder / name), level + 1) for name in below if self._is_entered(folder, name)]
            yield _Folder(folder, [name for name, is_folder in entries if not is_folder])

    def _is_entered(self, folder: Path, name: str) -> bool:
        return not is_left_out(name, folder.name, is_folder=True, hidden=False) and not self._is_unsupported(
            folder / name
        )

    def _in_folder(self, folder: _Folder, root: Path) -> Iterator[tuple[Program, Path]]:
        is_backup = any(part.lower() in _BACKUPS for part in folder.path.relative_to(root).parts)
        for name in folder.files:
            program = program_by_name(name) or self._by_content(folder, name)
            if program and not (program == "lightroom" and is_backup):
                yield program, root if program in _IN_PLACE else folder.path / name

    def _by_content(self, folder: _Folder, name: str) -> Program | None:
        suffix = last_suffix(name)
        if suffix in JSON_SUFFIXES:
            if folder.has_takeout or not self._may_open():
                return None
            program = program_of_json(folder.path / name)
            # The other JSON files of the folder are those of the other photos.
            folder.has_takeout = program == "takeout"
            return program
        if suffix in TABLE_SUFFIXES:
            return "csv" if self._may_open() and is_table_of_names(folder.path / name) else None
        if name.lower() in _OPENED:
            return program_of(folder.path / name) if self._may_open() else None
        if suffix in _ARCHIVES:
            self._is_unsupported(folder.path / name)
        return None

    def _may_open(self) -> bool:
        self._opened += 1
        if self._opened > self._limits.opened:
            self.complete = False
        return self._opened <= self._limits.opened

    def _is_unsupported(self, path: Path) -> bool:
        """Note what is known but cannot be read."""
        name, suffix = path.name.lower(), path.suffix.lower()
        if suffix == _APPLE_LIBRARY:
            self._note(Unread(path, "not-supported", "a library of Apple Photos; export its names with osxphotos"))
        elif suffix in _ARCHIVES and name.startswith("takeout-"):
            self._note(Unread(path, "not-supported", "an archive; unpack it first"))
        else:
            return False
        return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
