"""Read the record of an export in any of its formats. Slideshows had a format of their own (1) at first."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from photoindex.export.contents.form import COPIED, STRIPPED, Strip, stripped_by
from photoindex.export.engine.journal import Entry, read_entries, read_head
from photoindex.export.engine.manifest import MANIFEST_KEY
from photoindex.export.ledger import Ledger, MadeFile, read_ledger

SLIDESHOW = "slideshow"
PAGE_NAME, PAGE_KEY, MUSIC_KEY = "index.html", "page", "music"
# The numbers that names get if they are taken.
_NUMBER = re.compile(r" \(\d+\)(?=(\.[^.]*)?$)")


@dataclass(frozen=True, slots=True)
class Record:
    """The kind of an export, its files by their paths below the folder, and what was taken out of its photos."""

    preset: str
    entries: Mapping[str, Entry]
    strip: str = "nothing"


def read_record(root: Path) -> Record | None:
    """The record of the export in a folder, or None. Raises UsageError if it is damaged, or made by a newer version."""
    head = read_head(root)
    if head is not None:
        entries = read_entries(root)
        return Record(head["preset"], entries, str(head["strip"]) if "strip" in head else _stripped(entries))
    ledger = read_ledger(root)
    return None if ledger is None else Record(SLIDESHOW, _entries_of(ledger, root))


def _stripped(entries: Mapping[str, Entry]) -> Strip:
    """What was taken out of the photos, by their recipes: the heads of older records do not say it."""
    return max((stripped_by(entry.recipe) for entry in entries.values()), key=STRIPPED.index, default="nothing")


def display_key(content_hash: str) -> str:
    """The key of the picture for the screen of a photo."""
    return f"display {content_hash}"


def tile_key(content_hash: str) -> str:
    """The key of the small square of a photo."""
    return f"tile {content_hash}"


def _entries_of(ledger: Ledger, root: Path) -> dict[str, Entry]:
    found: list[Entry] = []
    for photo in ledger.entries:
        recipe = COPIED if photo.photo.target is None else ""
        found.append(_entry(photo.content_hash, photo.photo, recipe, done=photo.done))
        for key, made in ((display_key, photo.display), (tile_key, photo.tile)):
            if made is not None:
                found.append(_entry(key(photo.content_hash), made, done=photo.done, companion=True))
    for name, other in ((MUSIC_KEY, ledger.music), (MANIFEST_KEY, ledger.manifest)):
        if other is not None:
            found.append(_entry(name, other, done=True, companion=True))
    page = root / PAGE_NAME
    if _is_page(page, ledger):
        size, time = page.stat().st_size, page.stat().st_mtime_ns
        found.append(_entry(PAGE_KEY, MadeFile("", PAGE_NAME, size, time), done=True, companion=True))
    return {entry.path: entry for entry in found}


def _is_page(page: Path, ledger: Ledger) -> bool:
    """Whether an export made this page. One that cannot be read may be somebody else's."""
    try:
        if not page.is_file() or page.is_symlink():
            return False
        return hashlib.sha256(page.read_bytes()).hexdigest() in ledger.pages
    except OSError:
        return False


def _entry(key: str, made: MadeFile, recipe: str = "", *, done: bool, companion: bool = False) -> Entry:
    path = f"{made.folder}/{made.name}".removeprefix("/")
    return Entry(
        key, path, _NUMBER.sub("", path), recipe, made.size, made.mtime_ns, made.target, companion=companion, done=done
    )
