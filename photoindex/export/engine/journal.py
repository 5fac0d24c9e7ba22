"""Record which files an export made, so that an update touches no others.

The record consists of a head, which also keeps the folder from being scanned, and of a journal with a line of JSON for
each file. A line is written before its file, and another one after it, so that a killed export leaves only files that
the next one recognises. At the end, the journal is written again without superseded lines.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from photoindex.export.files import write_atomically, writing
from photoindex.export.ledger import LEDGER_NAME, MadeFile, unusable_record
from photoindex.files import whole_file
from photoindex.foreign_json import read_json

JOURNAL_NAME = ".photoindex-export.files.jsonl"
FORMAT = 2
_LARGEST_HEAD = 16_000_000
_LONGEST_LINE = 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that the export made or is about to make.

    - `path` is its place below the folder, and `wanted` the place before it was numbered; both have slashes.
    - `size` (bytes) and `mtime_ns` are None while they are unknown; a symbolic link has a `target` instead.
    - `hard` marks a hard link, which may be the last name of its photo.
    - A `companion` belongs to another file, and is not counted.
    - `done` is False while the file is only planned. Until then, the size, time and target of the version that it
      replaces are in `before`.
    """

    key: str
    path: str
    wanted: str
    recipe: str = ""
    size: int | None = None
    mtime_ns: int | None = None
    target: str | None = None
    hard: bool = False
    companion: bool = False
    before: tuple[int | None, int | None, str | None] | None = None
    done: bool = False

    @property
    def file(self) -> MadeFile:
        folder, _, name = self.path.rpartition("/")
        return MadeFile(folder, name, self.size, self.mtime_ns, self.target)

    @property
    def older(self) -> MadeFile | None:
        """The version that this one replaces."""
        return None if self.before is None else MadeFile(self.file.folder, self.file.name, *self.before)

    @property
    def marks(self) -> tuple[int | None, int | None, str | None]:
        """What tells this version of the file from others."""
        return self.size, self.mtime_ns, self.target

    def at(self, path: str) -> "Entry":
        """The same entry at another path."""
        return replace(self, path=path)


def read_head(root: Path) -> Mapping[str, Any] | None:
    """The head of the record in an export folder; None if there is none, or if it is a slideshow's.

    Raises UsageError if the record is damaged, or if it was made by a newer version.
    """
    path = root / LEDGER_NAME
    if path.is_symlink():
        raise unusable_record(path, "it is a link")
    try:
        data = read_json(path, _LARGEST_HEAD)
        if data["format"] not in {1, FORMAT}:
            raise unusable_record(path, f"its format is {data['format']}, but this version reads format {FORMAT}")
        if data["format"] == FORMAT and not isinstance(data["preset"], str):
            raise unusable_record(path, "it is damaged")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unusable_record(path, error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise unusable_record(path, "it is damaged") from error
    return data if data["format"] == FORMAT else None


def write_head(root: Path, preset: str, strip: str = "nothing", settings: Mapping[str, Any] | None = None) -> None:
    """Write the head of the record: the kind of an export, what is taken out of its photos, and the settings that an
    update continues with. Raises StorageError.
    """
    about = f"What photoindex exported into this folder is listed in {JOURNAL_NAME}; an update removes nothing else."
    data = {"format": FORMAT, "about": about, "preset": preset, "strip": strip, "settings": settings}
    write_atomically(root / LEDGER_NAME, json.dumps(data, separators=(",", ":")).encode("ascii"))


def read_entries(root: Path) -> dict[str, Entry]:
    """The latest entry of each path. Raises UsageError if the journal is damaged."""
    path = root / JOURNAL_NAME
    if path.is_symlink():
        raise unusable_record(path, "it is a link")
    entries: dict[str, Entry] = {}
    try:
        with path.open("rb") as file:
            for line in _whole_lines(file):
                entry = _entry(json.loads(line))
                entries[entry.path] = entry
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise unusable_record(path, error.strerror or str(error)) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise unusable_record(path, "it is damaged") from error
    return entries


class Journal:
    """Adds lines to the journal of an export folder. Use it as a context manager. Raises StorageError."""

    def __init__(self, root: Path, entries: Iterable[Entry]) -> None:
        """Write the journal with these entries, and open it for more. A line that a kill cut off disappears."""
        self._path = root / JOURNAL_NAME
        write_entries(root, entries)
        with writing(self._path):
            self._file = self._path.open("ab")

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, entries: Iterable[Entry], *, sync: bool = False) -> None:
        """Add entries. With `sync`, they are on the disk when this returns."""
        with writing(self._path):
            self._file.writelines(map(_line, entries))
            self._file.flush()
            if sync:
                os.fsync(self._file.fileno())


def write_entries(root: Path, entries: Iterable[Entry]) -> None:
    """Replace the journal. Raises StorageError."""
    path = root / JOURNAL_NAME
    with writing(path), whole_file(path, private=False) as file:
        file.writelines(map(_line, entries))


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines that end in a line break: a kill may have cut off the last one."""
    while line := file.readline(_LONGEST_LINE):
        if line.endswith(b"\n"):
            yield line
        elif len(line) == _LONGEST_LINE:
            raise ValueError("a line is too long")


def _line(entry: Entry) -> bytes:
    return json.dumps(asdict(entry), separators=(",", ":")).encode("ascii") + b"\n"


def _entry(item: dict[str, Any]) -> Entry:
    before = item.get("before")
    entry = Entry(**item | {"before": None if before is None else tuple(before)})
    if not all(isinstance(text, str) for text in (entry.key, entry.path, entry.wanted, entry.recipe)):
        raise TypeError("not an entry")
    if not all(isinstance(number, int | None) for number in (entry.size, entry.mtime_ns)):
        raise TypeError("not an entry")
    if before is not None and len(before) != 3:
        raise ValueError("not an entry")
    # An edited record must not point to files elsewhere.
    if any(part in {"", ".", ".."} for part in entry.path.split("/")) or any(mark in entry.path for mark in "\\:\0"):
        raise ValueError(f"not a file of an export: {entry.path}")
    return entry
