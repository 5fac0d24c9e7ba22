"""Find the faces of a photo file without storing them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photoindex.advice.actions import Action
from photoindex.advice.machines import InstallPackage
from photoindex.decode import DecodeLimits, decode_photo, read_whole
from photoindex.domain.embedding import decode_units
from photoindex.domain.face import Face
from photoindex.domain.optional_packages import OPTIONAL_PACKAGES
from photoindex.errors import NotFoundError, PackError, PhotoError, UsageError
from photoindex.operations.common.typed_paths import absolute
from photoindex.packs.registry import find_pack
from photoindex.store.tables.current_pack import CurrentPack


class ImageAnalyzer(Protocol):
    """Finds and embeds the faces of an upright RGB image, uint8 of shape (height, width, 3)."""

    def analyze(self, image: NDArray[np.uint8]) -> list[Face]: ...


@dataclass(frozen=True, slots=True)
class ChosenFace:
    """One of the `of` faces of a photo: its `number` from the left, and its unit embedding (float32, (d,))."""

    number: int
    of: int
    embedding: NDArray[np.float32]


def chosen_face(path: Path, analyzer: ImageAnalyzer, number: int | None) -> ChosenFace:
    """Find the face with this number from the left or, without a number, the largest face.

    Raises:
        UsageError: the file does not exist, cannot be read or decoded, or has no face with this number.
        NotFoundError: the photo has no face.
    """
    faces = _faces_in(path, analyzer)
    position = chosen_position([face.quality.size for face in faces], number, absolute(path))
    return ChosenFace(position + 1, len(faces), decode_units([faces[position].embedding])[0])


def faces_outside(path: Path, analyzer: ImageAnalyzer, *, most: int) -> NDArray[np.float32]:
    """The unit embeddings (float32, (n, d), n > 0) of at most `most` faces of a photo, the largest first.

    Raises:
        UsageError: the file does not exist, cannot be read or decoded, or has no face.
    """
    faces = sorted(_faces_in(path, analyzer), key=lambda face: -face.quality.size)[:most]
    if not faces:
        raise UsageError(f"no face was found in {path}")
    return decode_units([face.embedding for face in faces])


def _faces_in(path: Path, analyzer: ImageAnalyzer) -> list[Face]:
    file = check_there(path)
    try:
        data, _ = read_whole(file, DecodeLimits())
        return analyzer.analyze(decode_photo(data, file.name).image)
    except PhotoError as error:
        advice = InstallPackage(OPTIONAL_PACKAGES[error.needs]) if error.needs else None
        raise UsageError(f"{path} cannot be used: {error.message}", advice=advice) from error


def check_there(path: Path) -> Path:
    """The absolute path of a file; raises UsageError if it does not exist."""
    file = absolute(path)
    if not file.is_file():
        raise UsageError(f"there is no photo at {file}")
    return file


def index_analyzer(current: CurrentPack) -> ImageAnalyzer:
    """The analyzer of the pack that made the index.

    Raises:
        PackError: the pack is no longer installed, or has changed.
    """
    from photoindex.faces import load_analyzer

    pack = find_pack(current.stamp.name)
    # Embeddings of two recipes are comparable, unlike those of two packs.
    if current.fingerprint not in (pack.fingerprint, *pack.earlier_fingerprints):
        raise PackError(f"the pack {pack.name} is not the one that made the index", advice=Action.UPDATE_INDEX)
    return load_analyzer(pack)


def chosen_position(sizes: list[float], number: int | None, path: Path) -> int:
    """Choose one of the faces with these sizes, given from left to right; raises the same errors as `chosen_face`."""
    if not sizes:
        raise NotFoundError(f"no face was found in {path}")
    if number is None:
        return max(range(len(sizes)), key=lambda position: sizes[position])
    if not 1 <= number <= len(sizes):
        count = "one face" if len(sizes) == 1 else f"{len(sizes)} faces"
        raise UsageError(f"{path} has no face {number}: {count} found, counted from left to right")
    return number - 1
