"""Read the record that slideshows had at first, in format 1, and define what all formats share.

A listed file counts as ours as long as its size and time (for a link, its target) match the record.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photoindex.errors import UsageError
from photoindex.export.files import readable
from photoindex.foreign_json import read_json

LEDGER_NAME = ".photoindex-export.json"
PHOTOS = "photos"
DISPLAY = "display"
TILES = "tiles"
MUSIC = "music"
ROOT = ""
_FORMAT = 1
# Enough for a million photos at a thousand bytes each.
_LARGEST = 1024**3


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that the export made or is about to make.

    `size` is in bytes, None while it is unknown; `mtime_ns` is the modification time in nanoseconds. A link has
    a `target` and neither size nor time.
    """

    folder: str
    name: str
    size: int | None = None
    mtime_ns: int | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One exported photo. `display` is the JPEG that the page shows in place of a photo that is large or that browsers
    cannot show; `tile` is the small square for the page of all photos.

    `done` is False while its files are only planned.
    """

    content_hash: str
    photo: MadeFile
    display: MadeFile | None = None
    tile: MadeFile | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The exported photos, the SHA-256 digests of all versions of index.html that may be ours, and other files that
    were made: music and the manifest.
    """

    entries: tuple[Entry, ...] = ()
    pages: tuple[str, ...] = ()
    music: MadeFile | None = None
    manifest: MadeFile | None = None


def read_ledger(root: Path) -> Ledger | None:
    """The record in an export folder, or None. Raises UsageError for a damaged or foreign record."""
    path = root / LEDGER_NAME
    if path.is_symlink():
        raise unusable_record(path, "it is a link")
    try:
        data = read_json(path, _LARGEST)
        if data["format"] != _FORMAT:
            raise unusable_record(path, f"its format is {data['format']}, but this version reads format {_FORMAT}")
        entries = tuple(_entry(item) for item in data["photos"])
        music, manifest = _made_or_none(data.get("music"), MUSIC), _made_or_none(data.get("manifest"), ROOT)
        return Ledger(entries, tuple(str(page) for page in data["pages"]), music, manifest)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unusable_record(path, error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise unusable_record(path, "it is damaged") from error


def unusable_record(path: Path, why: str) -> UsageError:
    """The error about a record that cannot be read."""
    hint = "Export to another folder, or delete this record: then nothing in the folder counts as exported."
    return UsageError(f"Cannot use the record of the earlier export, {readable(path)}: {why}", hint=hint)


def _entry(item: dict[str, Any]) -> Entry:
    return Entry(
        content_hash=str(item["content_hash"]),
        photo=_made_file(item["photo"], PHOTOS),
        display=_made_or_none(item["display"], DISPLAY),
        # Exports of the first versions have no tiles.
        tile=_made_or_none(item.get("tile"), TILES),
        done=bool(item["done"]),
    )


def _made_or_none(item: dict[str, Any] | None, folder: str) -> MadeFile | None:
    return None if item is None else _made_file(item, folder)


def _made_file(item: dict[str, Any], folder: str) -> MadeFile:
    made = MadeFile(**item)
    if not isinstance(made.name, str) or not isinstance(made.target, str | None):
        raise ValueError(f"not a file of an export: {made}")
    # An edited record must not point to files elsewhere.
    outside = made.folder != folder or made.name in {"", ".", ".."} or any(mark in made.name for mark in "/\\:\0")
    if outside or not all(isinstance(number, int | None) for number in (made.size, made.mtime_ns)):
        raise ValueError(f"not a file of an export: {made}")
    return made
