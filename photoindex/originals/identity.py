"""Which paths lead to one and the same file or folder: through links, mounts, or letters in another case.

The system is asked, by the numbers of file and file system; the text of a path cannot tell.
"""

import os
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple


class Identity(NamedTuple):
    """What two paths of one file or folder have in common, and no two others, while both are mounted."""

    device: int
    inode: int


Identify = Callable[[Path], Identity | None]


def identity_of(path: Path | str) -> Identity | None:
    """The identity of what a path leads to; None where nothing is, or where the file system has no numbers."""
    try:
        status = os.stat(path)  # noqa: PTH116 - asked for every folder of a walk, as text
    except (OSError, ValueError):
        return None
    return Identity(status.st_dev, status.st_ino) if status.st_ino else None


def spelled(path: Path, known: Iterable[Path], identify: Identify = identity_of) -> Path:
    """An absolute path as it is spelled below one of the `known` folders or files, if it leads to one of them or into
    one of them; else the path as it is.

    Two names of one file in a folder (hard links) are two files, unless they differ only in their letters' case.
    """
    places = list(known)
    if path in places:
        return path
    real = Path(os.path.realpath(path))
    by_identity: dict[Identity, list[Path]] = {}
    for place in places:
        identity = identify(place)
        if identity is not None:
            by_identity.setdefault(identity, []).append(place)
    for above in (real, *real.parents):
        identity = identify(above)
        same = (
            [place for place in by_identity.get(identity, ()) if _one_name(place, above, identify)] if identity else []
        )
        if same:
            # Of two spellings of one folder that are both known, the one that was typed.
            place = next((place for place in same if path.is_relative_to(place)), same[0])
            return _as_listed(place, real.relative_to(above).parts, identify)
    return path


def _one_name(place: Path, path: Path, identify: Identify) -> bool:
    """Whether two paths of one identity are one name rather than two hard links; folders have no hard links."""
    if place.is_dir():
        return True
    real = Path(os.path.realpath(place))
    return _folded(real.name) == _folded(path.name) and identify(real.parent) == identify(path.parent)


def _as_listed(folder: Path, parts: Iterable[str], identify: Identify) -> Path:
    """The path below a folder, each name as the folder lists it."""
    for part in parts:
        folder = folder / _listed_name(folder, part, identify)
    return folder


def _listed_name(folder: Path, name: str, identify: Identify) -> str:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    except OSError:
        return name
    if name in names:
        return name
    alike = [other for other in names if _folded(other) == _folded(name)]
    return next((other for other in alike if identify(folder / other) == identify(folder / name)), name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
