"""Prune: remove from the index what is missing for good or should be forgotten. Decisions are never removed."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.errors import NotFoundError
from photoindex.operations.common.index_lock import alone
from photoindex.operations.common.known_paths import known_folder
from photoindex.operations.common.roots_on_disk import there as roots_there
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.pictures.sweeping import sweep
from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import is_below, path_of, prefix_of, text_of
from photoindex.store.jobs.removal import (
    count_faces,
    missing_files,
    paths_below,
    photos_without,
    remove,
    remove_paths,
)
from photoindex.store.opening.index import Index
from photoindex.store.tables.clusters import set_grouped_faces
from photoindex.store.tables.roots import RootRow, list_roots


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What was removed, or would be: files that are missing or forgotten, photos that no file holds any more, and their
    faces.

    Missing files below offline roots (`away`), and files that exist again and wait for a scan (`back`), are kept.
    """

    files: int
    photos: int
    faces: int
    away: int
    back: int
    removed: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """The paths, as texts, that the index knows below folders."""

    files: set[str]
    failures: list[str]
    roots: list[str]


@dataclass(frozen=True, slots=True)
class _Doomed:
    paths: list[str]
    photos: list[int]
    failures: list[str]
    roots: list[str]
    report: PruneReport


def prune(index: Index, *, remove_them: bool, forget: Sequence[Path] = ()) -> PruneReport:
    """Count what is missing for good or to be forgotten; with `remove_them`, also remove it.

    Args:
        forget: folders and files to remove, with everything below them, even if they are present or offline.

    Raises:
        NotFoundError: the index knows nothing below a path in `forget`.
        IndexLockedError: a scan is running, and `remove_them` is set.
        StorageError: the thumbnails of the removed photos cannot be removed; everything else is done.
    """
    if not remove_them:
        with index.reading() as connection:
            return _doomed(connection, forget, removed=False).report
    with alone(index, "prune"):
        with index.writing() as connection:
            doomed = _doomed(connection, forget, removed=True)
            remove_paths(connection, "failure", doomed.failures)
            remove(connection, doomed.paths, doomed.photos)
            remove_paths(connection, "root", doomed.roots)
            if doomed.report.faces:
                # The next scan clusters all faces again.
                set_grouped_faces(connection, "")
        sweep(index)
    return doomed.report


def _doomed(connection: Connection, forget: Sequence[Path], *, removed: bool) -> _Doomed:
    unwanted = _known_below(connection, forget)
    roots = list_roots(connection)
    answering = roots_there([root.path for root in roots])
    there = [root for root in roots if root.away_since is None and root.path in answering]
    # A folder that was deleted from an existing tree is missing for good; anything else that is not visible may come
    # back.
    lost = [root for root in roots if root not in there and not _is_inside(root, there)]
    away = tuple(prefix_of(root.path) for root in lost) + tuple(
        prefix_of(root.path) for root in roots if root.away_since is not None
    )
    missing = [text for text in missing_files(connection) if text not in unwanted.files]
    reachable = [text for text in missing if not text.startswith(away)]
    gone = [text for text in reachable if not os.path.lexists(path_of(text))]
    paths = [*gone, *unwanted.files]
    photos = photos_without(connection, paths)
    report = PruneReport(
        files=len(paths),
        photos=len(photos),
        faces=count_faces(connection, photos),
        away=len(missing) - len(reachable),
        back=len(reachable) - len(gone),
        removed=removed,
    )
    empty = [root for root in roots if root not in there and root not in lost and root.away_since is None]
    useless = [text_of(root.path) for root in empty if not root.present]
    return _Doomed(paths, photos, unwanted.failures, [*useless, *unwanted.roots], report)


def _known_below(connection: Connection, folders: Sequence[Path]) -> _Known:
    known = _Known(set(), [], [])
    for folder in folders:
        ways = [absolute(folder), known_folder(connection, folder), Path(os.path.realpath(absolute(folder)))]
        files, failures, roots = next(filter(any, (_below(connection, way) for way in ways)), ([], [], []))
        if not (files or failures or roots):
            raise NotFoundError(f"the index knows nothing below {absolute(folder)}", advice=Action.LIST_FOLDERS)
        known.files.update(files)
        known.failures.extend(failures)
        known.roots.extend(roots)
    return known


def _below(connection: Connection, folder: Path) -> tuple[list[str], list[str], list[str]]:
    """The files, failures and roots below a folder, as texts."""
    text = text_of(folder)
    return (
        paths_below(connection, "file", text),
        paths_below(connection, "failure", text),
        paths_below(connection, "root", text),
    )


def _is_inside(root: RootRow, others: list[RootRow]) -> bool:
    return any(is_below(text_of(root.path), text_of(other.path)) for other in others)
