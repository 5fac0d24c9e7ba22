"""The folders and photos that a scan was asked for: which of them are there, and which are away."""

import os
from collections.abc import Sequence
from pathlib import Path

from photoindex.errors import UsageError
from photoindex.operations.places import absolute
from photoindex.store.index import Index
from photoindex.store.roots import root_paths


def checked_roots(index: Index, asked: Sequence[Path]) -> list[Path]:
    """Absolute paths of the roots, links left as the user wrote them.

    A root that was scanned before may be away: a disk that is not connected must not keep the others from being read.

    Raises:
        UsageError: a path is not there and never was a root, or a folder cannot be listed.
    """
    roots = [absolute(root) for root in asked]
    known: set[Path] | None = None
    for root in roots:
        if _is_there(root):
            continue
        if known is None:
            known = _known_roots(index)
        if root not in known:
            raise UsageError(
                f"there is no folder or photo at {root}",
                hint="Check the spelling. If it lies on a disk that is not connected, connect it and scan again; "
                "nothing that was found there is forgotten.",
            )
    return roots


def _is_there(path: Path) -> bool:
    try:
        if not path.is_dir():
            return path.exists()
        # Listing tells whether a folder may be read; its entries are not needed here.
        with os.scandir(path):
            return True
    except OSError as error:
        raise UsageError(
            f"the folder {path} cannot be read: {error.strerror or error}",
            hint="Change its permissions, or scan as a user who may read it.",
        ) from error


def _known_roots(index: Index) -> set[Path]:
    if not index.path.exists():
        return set()
    with index.reading() as connection:
        return set(root_paths(connection))
