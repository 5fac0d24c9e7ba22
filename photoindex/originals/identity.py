"""Find out which paths lead to the same file or folder. Links, mounts, or differences in upper and lower case can cause
this.

The device and inode numbers decide this; the text of a path cannot.
"""

import os
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple


class Identity(NamedTuple):
    """Two paths have equal identities if and only if they lead to the same file or folder. This holds as long as both
    are mounted.
    """

    device: int
    inode: int


Identify = Callable[[Path], Identity | None]


def identity_of(path: Path | str) -> Identity | None:
    """The identity of the target of a path; None if the target does not exist or its file system has no inodes."""
    try:
        status = os.stat(path)  # noqa: PTH116 - called for every folder of a walk, as text
    except (OSError, ValueError):
        return None
    return Identity(status.st_dev, status.st_ino) if status.st_ino else None


def spelled(path: Path, known: Iterable[Path], identify: Identify = identity_of) -> Path:
    """If an absolute path leads to a `known` file or into a `known` folder, spell it the way that file or folder is
    spelled.

    Any other path is returned unchanged.

    If one file has two names in a folder (hard links), the names count as two files, unless they differ only in case.
    """
    known_paths = list(known)
    if path in known_paths:
        return path
    real = Path(os.path.realpath(path))
    by_identity: dict[Identity, list[Path]] = {}
    for candidate in known_paths:
        identity = identify(candidate)
        if identity is not None:
            by_identity.setdefault(identity, []).append(candidate)
    for above in (real, *real.parents):
        identity = identify(above)
        candidates = by_identity.get(identity, ()) if identity else ()
        same = [candidate for candidate in candidates if _one_name(candidate, above, identify)]
        if same:
            # If two spellings of one folder are known, prefer the one that was typed.
            chosen = next((candidate for candidate in same if path.is_relative_to(candidate)), same[0])
            return _as_listed(chosen, real.relative_to(above).parts, identify)
    return path


def _one_name(known: Path, path: Path, identify: Identify) -> bool:
    """Whether two paths with the same identity are the same name rather than two hard links. Folders have no hard
    links.
    """
    if known.is_dir():
        return True
    real = Path(os.path.realpath(known))
    return _folded(real.name) == _folded(path.name) and identify(real.parent) == identify(path.parent)


def _as_listed(folder: Path, parts: Iterable[str], identify: Identify) -> Path:
    """The path below a folder, with each name spelled as in the listing of the folder that contains it."""
    for part in parts:
        folder = folder / _listed_name(folder, part, identify)
    return folder


def _listed_name(folder: Path, name: str, identify: Identify) -> str:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - only the names are needed
    except OSError:
        return name
    if name in names:
        return name
    alike = [other for other in names if _folded(other) == _folded(name)]
    return next((other for other in alike if identify(folder / other) == identify(folder / name)), name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
