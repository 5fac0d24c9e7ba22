"""Process one photo in a plain function: read, decode, detect, align, embed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photoindex.decode import DecodedPhoto, DecodeLimits, NeedsMoreMemoryError, decode_photo
from photoindex.domain.face import Face
from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.domain.thumbnail import FacePlace
from photoindex.errors import PhotoError
from photoindex.scan.messages import Task
from photoindex.scan.reading import Content
from photoindex.thumbnails import thumbnails_in

Image = NDArray[np.uint8]


class Analyzer(Protocol):
    """Finds and embeds the faces of an upright RGB image, uint8 of shape (height, width, 3)."""

    @property
    def search_side(self) -> int:
        """The long side, in pixels, of the largest image that the search for faces in an ordinary photo can use."""
        ...

    def analyze(
        self, image: Image, *, reduction: float = 1.0, finer: Callable[[float], Image] | None = None
    ) -> list[Face]:
        """`reduction` is the number of photo pixels along one image pixel.

        If the photo has more detail than the image, `finer` returns the photo at the requested reduction or a smaller
        one, or as fine as it can be decoded. It is called at most twice: once for the search, and once to crop small
        faces.
        """
        ...


@dataclass(frozen=True, slots=True)
class Analysis:
    """The photo as it was first decoded, its faces, and every image that was decoded to find them."""

    photo: DecodedPhoto
    faces: list[Face]
    images: Sequence[Image]


def analyse(data: bytes, name: str, analyzer: Analyzer, limits: DecodeLimits) -> Analysis:
    """Decode a photo and find its faces. The first decoding is no finer than the search for faces needs. If a face
    needs more detail, the photo is decoded again at a finer scale.

    Raises:
        PhotoError: for the same reasons as `decode_photo`.
    """
    photo = decode_photo(data, name, limits, least_side=analyzer.search_side)
    long_side = max(photo.facts.width, photo.facts.height)
    images = [photo.image]

    def finer(reduction: float) -> Image:
        images.append(decode_photo(data, name, limits, least_side=ceil(long_side / reduction)).image)
        return images[-1]

    faces = analyzer.analyze(
        photo.image, reduction=photo.reduction, finer=finer if photo.reduction > photo.finest else None
    )
    return Analysis(photo, faces, images)


def process_photo(
    task: Task,
    analyzer: Analyzer,
    limits: DecodeLimits,
    content: Callable[[], Content],
    wait_for_turn: Callable[[], None],
) -> Outcome:
    """Process one file. A bad photo does not raise an error. Instead, the outcome says what is wrong.

    Args:
        content: returns the file's content, or raises the same errors as `read_file`.
        wait_for_turn: called before decoding a photo that needs more memory than `limits.shared_bytes`.
    """
    try:
        return _process(task, analyzer, limits, content(), wait_for_turn)
    except PhotoError as error:
        return Failed(task.file, error.stage, error.message, error.reason, error.needs, error.needed, error.allowed)


def _process(
    task: Task, analyzer: Analyzer, limits: DecodeLimits, content: Content, wait_for_turn: Callable[[], None]
) -> Outcome:
    if content.sha256 in task.known_hashes:
        return AlreadyKnown(content.file, content.sha256)
    name = content.file.path.name
    try:
        found = analyse(content.data, name, analyzer, limits.shared)
    except NeedsMoreMemoryError:
        # This is known from the header, before anything is decoded.
        wait_for_turn()
        found = analyse(content.data, name, analyzer, limits)
    photo, faces = found.photo, tuple(found.faces)
    places = [FacePlace(face.box, face.landmarks) for face in faces]
    thumbnails = tuple(thumbnails_in(found.images, places, photo.profile, "fast"))
    return Analysed(content.file, content.sha256, photo.facts, photo.damage, faces, thumbnails)
