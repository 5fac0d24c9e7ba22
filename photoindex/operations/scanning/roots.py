"""Check whether the folders and photos that a scan was asked for exist, are offline, or hold no photos."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from photoindex.crawl.names import EXPORT_RECORD
from photoindex.decode import PHOTO_SUFFIXES
from photoindex.errors import NotFoundError, StorageError, UsageError
from photoindex.operations.common.roots_on_disk import RootOnDisk, root_on_disk, there
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.scanning.inventory import Inventory
from photoindex.originals import ANSWER_SECONDS, in_time, spelled
from photoindex.store.opening.index import Index
from photoindex.store.tables.roots import root_paths

_FORMATS = f"Files with these endings are read: {' '.join(sorted(PHOTO_SUFFIXES))}."


class RootGoneError(StorageError):
    """The disk was disconnected during the scan."""

    hint = "Connect it and run the same command again. Everything found so far is kept."


def checked_roots(index: Index, asked: Sequence[Path]) -> list[Path]:
    """Make the paths of the roots absolute. Links stay as typed, but each folder gets the name that it has in the
    index, so that no folder is scanned twice because it was typed through a link or, on a case-insensitive disk, in
    other letter case. Known roots that lie inside one of these roots, but under another name, are added.

    A root that was scanned before is allowed to be offline: a disconnected disk must not prevent the others from being
    read.

    Raises:
        UsageError: a path does not exist and never was a root, or a folder cannot be listed.
    """
    roots = [absolute(root) for root in asked]
    known = _known_roots(index)
    for root in roots:
        if not _is_there(root) and root not in known:
            raise UsageError(
                f"there is no folder or photo at {root}",
                hint="Check the spelling. If it is on a disconnected disk, connect it and scan again; "
                "nothing that was found there is forgotten.",
            )
    return _under_known_names(roots, there(known))


def _under_known_names(asked: Sequence[Path], known: Sequence[Path]) -> list[Path]:
    roots: list[Path] = []
    for root in asked:
        roots.append(spelled(root, [*known, *roots]))
    inside = [other for other in known if other not in roots and _lies_in(other, roots)]
    return list(dict.fromkeys([*roots, *inside]))


def _lies_in(path: Path, roots: Sequence[Path]) -> bool:
    """Whether a path lies in one of the roots under another name."""
    inner = spelled(path, roots)
    return inner != path and inner not in roots


def _is_there(path: Path) -> bool:
    try:
        if not path.is_dir():
            return path.exists()
        # Listing shows whether a folder may be read; its entries are not needed here.
        with os.scandir(path):
            return True
    except OSError as error:
        raise UsageError(
            f"the folder {path} cannot be read: {error.strerror or error}",
            hint="Change its permissions, or scan as a user who may read it.",
        ) from error


def _known_roots(index: Index) -> list[Path]:
    if not index.path.exists():
        return []
    with index.reading() as connection:
        return root_paths(connection)


def reachable_roots(index: Index, *, seconds: float = ANSWER_SECONDS) -> list[Path]:
    """The known roots that hold something and answer in time. An empty folder may be where a disk is mounted."""
    roots = _known_roots(index)
    states = in_time([partial(root_on_disk, root) for root in roots], seconds)
    return [root for root, state in zip(roots, states, strict=True) if state is not None and state.filled]


def roots_on_disk(roots: Sequence[Path]) -> dict[Path, RootOnDisk]:
    """The present state of the roots that exist."""
    states = {root: root_on_disk(root) for root in roots}
    return {root: state for root, state in states.items() if state is not None}


def check_still_there(
    before: Mapping[Path, RootOnDisk],
    read: Callable[[Path], RootOnDisk | None] = root_on_disk,
    *,
    seconds: float = ANSWER_SECONDS,
) -> None:
    """Check that the disks of the roots are still connected: an unreadable file may mean that its whole disk is
    offline.

    When a disk is disconnected, its folder may remain, either empty or as part of another file system. A disconnected
    server may never answer.

    Args:
        read: a function like `root_on_disk`, which may take up to `seconds`.

    Raises:
        RootGoneError: a root is missing, or does not answer.
    """
    for root, then in before.items():
        (now,) = in_time([partial(read, root)], seconds)
        if now is None or now.device != then.device or (then.filled and not now.filled):
            raise RootGoneError(f"{root} is missing or empty, or does not answer: is its disk disconnected?")


def check_not_empty(inventory: Inventory, *, knew_any: bool) -> None:
    """Raise an error if the roots hold no photos and never did: the user must have made a mistake. Roots that once held
    photos are allowed, because they are offline or were emptied.

    Raises:
        UsageError: a root is a file that is not a photo, or a pipe or a device.
        NotFoundError: there is no photo, and there never was.
    """
    for problem in inventory.problems:
        if problem.path in inventory.roots and problem.path.exists() and not problem.path.is_dir():
            raise UsageError(f"{problem.path} {problem.message}", hint=_FORMATS)
    if inventory.found or inventory.problems or knew_any:
        return
    for folder in inventory.opted_out:
        raise NotFoundError(
            f"{folder.path} is left out because it holds a file called {folder.marker}",
            hint=what_opts_out(folder.marker),
        )
    where = ", ".join(str(root) for root in inventory.roots)
    raise NotFoundError(
        f"there are no photos in {where}",
        hint=f"{_FORMATS} Hidden folders and folders with a .nomedia file are left out.",
    )


def what_opts_out(marker: str) -> str:
    """Say what to do about a folder that is not scanned because it contains a file of this name."""
    if marker == EXPORT_RECORD:
        return "It is a slideshow that photoindex made from photos elsewhere."
    return f"Remove {marker} from it to have it scanned."
