"""Find the XMP sidecars of photos.

digiKam and darktable append the suffix: a.jpg.xmp belongs to a.jpg. Lightroom and others replace it: a.xmp belongs to
a.jpg, a.heic or a.cr2. Where both exist, a.jpg.xmp comes first.
"""

import os
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
                    found._sidecars[name[: -len(SUFFIX)].casefold()].append(name)
                elif is_photo_name(name):
                    found._photos[PurePath(name).stem.casefold()].append(name)
        return found

    def of(self, photo: str) -> Iterator[Sidecar]:
        """The sidecars that may belong to a photo of the folder, the first one first. Case is ignored."""
        stem = PurePath(photo).stem
        for named in (photo, stem):
            for sidecar in _closest(self._sidecars.get(named.casefold(), []), named):
                if photo in self.photos_of(sidecar):
                    yield Sidecar(self.path / sidecar, named == stem)

    def photos_of(self, sidecar: str) -> list[str]:
        """The names of the photos of the folder to which a sidecar belongs by its name."""
        named = stated_photo(sidecar)
        if not named:
            return self._photos.get(sidecar[: -len(SUFFIX)].casefold(), [])
        siblings = self._photos.get(PurePath(named).stem.casefold(), [])
        # Where case matters, a.jpg and A.jpg are two photos.
        return [named] if named in siblings else [name for name in siblings if name.casefold() == named.casefold()]

    def sidecars(self) -> list[str]:
        """The names of all sidecars."""
        return sorted(name for names in self._sidecars.values() for name in names)

    def belongs(self, photo: str, stated_suffix: str, stated_name: str) -> bool:
        """Whether a shared sidecar belongs to a photo.

        `stated_suffix` and `stated_name` are what the sidecar itself says; "" if it says nothing. Without that, it
        belongs to the raw file, if there is one, because Lightroom writes sidecars only for raw files. Otherwise it
        belongs to each photo of that name: they are copies of one photo in several formats.
        """
        siblings = self._photos.get(PurePath(photo).stem.casefold(), [])
        for owners in (
            [name for name in siblings if name.casefold() == stated_name.casefold()],
            [name for name in siblings if suffix_of(name) == stated_suffix],
            [name for name in siblings if suffix_of(name) in RAW_SUFFIXES],
        ):
            if owners:
                return photo in owners
        return True


def _closest(names: list[str], named: str) -> list[str]:
    """The names of sidecars, the one that is spelled like the photo first."""
    return sorted(names, key=lambda name: name[: -len(SUFFIX)] != named)


def stated_photo(sidecar: str) -> str:
    """The name of the photo that the name of a sidecar states; "" for a.xmp, which does not state the suffix."""
    named = sidecar[: -len(SUFFIX)]
    return named if is_photo_name(named) or suffix_of(named) in VIDEO_SUFFIXES else ""
