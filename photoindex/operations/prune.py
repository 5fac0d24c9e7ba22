"""Prune: remove from the index what is gone for good. Decisions are never removed."""

import os
from dataclasses import dataclass

from photoindex.operations.exclusive import alone
from photoindex.store.disposal import count_faces, missing_files, photos_without, remove, remove_roots
from photoindex.store.groups import set_grouped_faces
from photoindex.store.index import Connection, Index
from photoindex.store.paths import is_below, path_of, prefix_of, text_of
from photoindex.store.roots import RootRow, list_roots


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What was removed, or would be: files that are no longer there, photos that no file holds, faces in them.

    Kept are missing files below roots that are away (`away`) and missing files that are there again and wait for a
    scan (`back`).
    """

    files: int
    photos: int
    faces: int
    away: int
    back: int
    removed: bool


@dataclass(frozen=True, slots=True)
class _Doomed:
    paths: list[str]
    photos: list[int]
    roots: list[str]
    report: PruneReport


def prune(index: Index, *, remove_them: bool) -> PruneReport:
    """Count what is gone for good, and remove it if asked to.

    Raises:
        IndexLockedError: a scan runs, and something was to be removed.
    """
    if not remove_them:
        with index.reading() as connection:
            return _doomed(connection, removed=False).report
    with alone(index, "prune"), index.writing() as connection:
        doomed = _doomed(connection, removed=True)
        remove(connection, doomed.paths, doomed.photos)
        remove_roots(connection, doomed.roots)
        if doomed.report.faces:
            # The next scan groups anew.
            set_grouped_faces(connection, "")
        return doomed.report


def _doomed(connection: Connection, *, removed: bool) -> _Doomed:
    roots = list_roots(connection)
    there = [root for root in roots if root.away_since is None and root.path.exists()]
    # A folder that was deleted from a tree that is there is gone; anything else that cannot be seen may come back.
    lost = [root for root in roots if root not in there and not _is_inside(root, there)]
    away = tuple(prefix_of(root.path) for root in lost) + tuple(
        prefix_of(root.path) for root in roots if root.away_since is not None
    )
    missing = missing_files(connection)
    reachable = [text for text in missing if not text.startswith(away)]
    paths = [text for text in reachable if not os.path.lexists(path_of(text))]
    photos = photos_without(connection, paths)
    report = PruneReport(
        files=len(paths),
        photos=len(photos),
        faces=count_faces(connection, photos),
        away=len(missing) - len(reachable),
        back=len(reachable) - len(paths),
        removed=removed,
    )
    empty = [root for root in roots if root not in there and root not in lost and root.away_since is None]
    return _Doomed(paths, photos, [text_of(root.path) for root in empty if not root.present], report)


def _is_inside(root: RootRow, others: list[RootRow]) -> bool:
    return any(is_below(text_of(root.path), text_of(other.path)) for other in others)
