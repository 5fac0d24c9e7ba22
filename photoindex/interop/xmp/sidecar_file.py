"""Find, read and write the XMP file beside a photo."""

import os
import stat
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Literal

from photoindex.decode import PHOTO_SUFFIXES, RAW_SUFFIXES, suffix_of
from photoindex.files import PRIVATE_FILE, whole_file
from photoindex.interop.xmp.packet import MOST_BYTES, PacketError

SidecarStyle = Literal["full", "short"]
"""The name of a new sidecar: `a.jpg.xmp`, as digiKam and darktable write it, or `a.xmp`, as Lightroom does."""

_ENDING = ".xmp"


class FolderNames:
    """The names of the files in a folder, to find the sidecars of its photos."""

    def __init__(self, path: Path, names: Collection[str]) -> None:
        self.path = path
        photos = [name for name in names if suffix_of(name) in PHOTO_SUFFIXES]
        self._sidecars = {name for name in names if suffix_of(name) == _ENDING}
        self._stems = Counter(_stem(name) for name in photos)
        self._raw_stems = Counter(_stem(name) for name in photos if suffix_of(name) in RAW_SUFFIXES)

    @classmethod
    def of(cls, path: Path) -> "FolderNames":
        """The names in this folder; none if it cannot be listed."""
        try:
            return cls(path, os.listdir(path))  # noqa: PTH208 - only the names are needed
        except OSError:
            return cls(path, ())

    def sidecar_of(self, photo: Path, style: SidecarStyle = "full") -> Path:
        """The sidecar of a photo in this folder: the one that exists, the full name before the short one, or else the
        name in this style.

        Where several photos differ in their endings only, they would have one short sidecar between them. It belongs
        to the raw file, if there is one, and otherwise to none of them.
        """
        alone = (self._raw_stems if suffix_of(photo.name) in RAW_SUFFIXES else self._stems)[_stem(photo.name)] <= 1
        for name in (photo.name, photo.stem) if alone else (photo.name,):
            for ending in (_ENDING, _ENDING.upper()):
                if name + ending in self._sidecars:
                    return self.path / (name + ending)
        return self.path / ((photo.stem if style == "short" and alone else photo.name) + _ENDING)


def _stem(name: str) -> str:
    return PurePath(name).stem.casefold()


def read_sidecar(path: Path) -> bytes | None:
    """The bytes of a sidecar; None if there is none.

    Raises:
        PacketError: it is a folder, a pipe or a device, or larger than 16 MB.
        OSError: it cannot be read.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise PacketError("malformed", "it is not a file")
    if status.st_size > MOST_BYTES:
        raise PacketError("too-large", f"it is longer than {MOST_BYTES:,} bytes")
    return path.read_bytes()


def write_sidecar(path: Path, data: bytes, photo: Path) -> None:
    """Write a sidecar whole or not at all.

    A new sidecar has the permissions of its photo, because it is made for other programs and says less than the picture
    does; an existing one keeps its own. A link stays a link.

    Raises:
        OSError: it cannot be written. The sidecar is as it was.
    """
    target = Path(os.path.realpath(path))
    like = target if target.exists() else photo
    mode = stat.S_IMODE(like.stat().st_mode) & 0o666
    # The file is private until it has its final permissions.
    with whole_file(target, private=True) as stream:
        stream.write(data)
        if os.name != "nt" and mode != PRIVATE_FILE:
            # File systems without owners, such as FAT, refuse.
            with suppress(OSError):
                os.fchmod(stream.fileno(), mode | 0o600 if like is photo else mode)
