"""Tell our own exported files from photos of the library, so that the record of an export never hides such photos."""

import os
from collections.abc import Collection
from pathlib import Path

from photoindex.errors import UsageError
from photoindex.export.engine.record import read_record
from photoindex.operations.common.roots_on_disk import there
from photoindex.operations.common.typed_paths import absolute
from photoindex.originals import spelled
from photoindex.store.database.path_text import path_of, prefix_of
from photoindex.store.jobs.removal import paths_below
from photoindex.store.opening.index import Index
from photoindex.store.tables.roots import root_paths


def own_files(folder: Path) -> frozenset[str]:
    """Relative paths (with slashes) of files that exports made in this folder; empty if the record is unreadable."""
    try:
        record = read_record(folder)
    except UsageError:
        return frozenset()
    return frozenset(record.entries) if record else frozenset()


def library_photo_in(folder: Path, known: Collection[str]) -> Path | None:
    """Find a photo of the library in a folder, not counting the files that an export made there.

    Args:
        known: texts of paths that the index knows.
    """
    prefix, made = prefix_of(folder), None
    for text in known:
        if text.startswith(prefix):
            made = own_files(folder) if made is None else made
            if str(path_of(text.removeprefix(prefix))).replace(os.sep, "/") not in made:
                return path_of(text)
    return None


def refuse_library(index: Index, folder: Path) -> None:
    """Refuse to export to a folder with photos of the library, whichever path leads there.

    The record of an export prevents its folder from being scanned, so the folder must hold only the export's own
    copies.

    Raises:
        UsageError: the folder was scanned, contains a scanned one, or holds photos of the index.
    """
    with index.reading() as connection:
        roots = root_paths(connection)
        for name in _names_of(absolute(folder), there(roots)):
            known = [*paths_below(connection, "file", str(name)), *paths_below(connection, "failure", str(name))]
            held = library_photo_in(name, known) or next((root for root in roots if root.is_relative_to(name)), None)
            if held is not None:
                raise UsageError(
                    f"{folder} holds photos of the index, in {held.parent if held != name else held}",
                    hint="An export keeps its folder from being scanned. Name a new folder; it may lie inside.",
                )


def _names_of(folder: Path, roots: Collection[Path]) -> list[Path]:
    """The paths of a folder: as typed, as the index spells it, and without links."""
    return list(dict.fromkeys([folder, spelled(folder, roots), Path(os.path.realpath(folder))]))


class KnownPhotos:
    """Decide whether a crawl enters a folder that holds the record of an export. The crawl enters it only if the folder
    holds photos that the index knows, because our own record must never hide these photos. `texts` are the paths that
    the index knows.
    """

    def __init__(self) -> None:
        self.texts: Collection[str] = ()

    def own_files(self, folder: Path) -> frozenset[str] | None:
        """Implement `CrawlOptions.own_files`."""
        return None if library_photo_in(folder, self.texts) is None else own_files(folder)
