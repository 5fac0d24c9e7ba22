"""Find the XMP sidecars of photos.

digiKam and darktable append the suffix: a.jpg.xmp belongs to a.jpg. Lightroom and others replace it: a.xmp belongs to
a.jpg, a.heic or a.cr2. Where both exist, a.jpg.xmp comes first.
"""

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from photoindex.decode import RAW_SUFFIXES, VIDEO_SUFFIXES, is_photo_name, suffix_of

SUFFIX = ".xmp"


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A sidecar of a photo. `shared` means that its name has no suffix of a photo, so that several photos of its folder
    may claim it.
    """

    path: Path
    shared: bool


@dataclass(slots=True)
class SidecarFolder:
    """The sidecars and the photos of one folder."""

    path: Path
    _sidecars: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _photos: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def listed(cls, path: Path) -> "SidecarFolder":
        """Read a folder; raises OSError."""
        found = cls(path)
        with os.scandir(path) as entries:
            # macOS keeps the attributes of a.jpg in ._a.jpg on disks of other systems.
            for name in sorted(entry.name for entry in entries if not entry.name.startswith("._")):
                if suffix_of(name) == SUFFIX:
                    found._sidecars[_plain(name[: -len(SUFFIX)])].append(name)
                elif is_photo_name(name):
                    found._photos[_plain(PurePath(name).stem)].append(name)
        return found

    def of(self, photo: str) -> Iterator[Sidecar]:
        """The sidecars that may belong to a photo of the folder, the first one first. Case is ignored."""
        photo = self._as_on_disk(photo)
        stem = PurePath(photo).stem
        for named in (photo, stem):
            for sidecar in _closest(self._sidecars.get(_plain(named), []), named):
                if photo in self.photos_of(sidecar):
                    yield Sidecar(self.path / sidecar, named == stem)

    def photos_of(self, sidecar: str) -> list[str]:
        """The names of the photos of the folder to which a sidecar belongs by its name."""
        named = stated_photo(sidecar)
        if not named:
            return self._photos.get(_plain(sidecar[: -len(SUFFIX)]), [])
        siblings = self._siblings(named)
        # Where case matters, a.jpg and A.jpg are two photos.
        return [named] if named in siblings else [name for name in siblings if _plain(name) == _plain(named)]

    def sidecars(self) -> list[str]:
        """The names of all sidecars."""
        return sorted(name for names in self._sidecars.values() for name in names)

    def belongs(self, photo: str, stated_suffix: str, stated_name: str) -> bool:
        """Whether a shared sidecar belongs to a photo.

        `stated_suffix` and `stated_name` are what the sidecar itself says; "" if it says nothing. Without that, it
        belongs to the raw file, if there is one, because Lightroom writes sidecars only for raw files. Otherwise it
        belongs to each photo of that name: they are copies of one photo in several formats.
        """
        photo = self._as_on_disk(photo)
        siblings = self._siblings(photo)
        for owners in (
            [name for name in siblings if _plain(name) == _plain(stated_name)],
            [name for name in siblings if suffix_of(name) == stated_suffix],
            [name for name in siblings if suffix_of(name) in RAW_SUFFIXES],
        ):
            if owners:
                return photo in owners
        return True

    def _siblings(self, photo: str) -> list[str]:
        return self._photos.get(_plain(PurePath(photo).stem), [])

    def _as_on_disk(self, photo: str) -> str:
        """The name of a photo as its folder spells it, if case or accents differ."""
        siblings = self._siblings(photo)
        return photo if photo in siblings else next((name for name in siblings if _plain(name) == _plain(photo)), photo)


def _closest(names: list[str], named: str) -> list[str]:
    """The names of sidecars, the one that is spelled like the photo first."""
    return sorted(names, key=lambda name: name[: -len(SUFFIX)] != named)


def stated_photo(sidecar: str) -> str:
    """The name of the photo that the name of a sidecar states; "" for a.xmp, which does not state the suffix."""
    named = sidecar[: -len(SUFFIX)]
    return named if is_photo_name(named) or suffix_of(named) in VIDEO_SUFFIXES else ""


def _plain(name: str) -> str:
    """What the spellings of a name have in common: some disks ignore case, and some store accents differently."""
    return unicodedata.normalize("NFC", name).casefold()
