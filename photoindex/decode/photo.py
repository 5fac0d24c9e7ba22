"""Decode a photo: as an array with facts about the photo for a scan, or as a picture for display."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode.codecs import CODEC_ERRORS, open_image, photo_error, quiet_pillow
from photoindex.decode.containers import read_blocks
from photoindex.decode.content import open_upright
from photoindex.decode.limits import DecodeLimits
from photoindex.decode.metadata import Metadata, metadata_of, of_blocks, of_directory
from photoindex.decode.profiles import to_srgb
from photoindex.decode.regular_file import open_regular
from photoindex.decode.taken import choose_date
from photoindex.decode.texts import texts_in
from photoindex.decode.tiff_layout import photo_page
from photoindex.decode.tiff_tags import TagBlock
from photoindex.decode.upright import UprightImage
from photoindex.decode.whole_file import read_whole
from photoindex.domain.photo import PhotoFacts
from photoindex.domain.photo_texts import PhotoTexts
from photoindex.errors import PhotoError

_DEFAULT_LIMITS = DecodeLimits()


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A photo as input for the detector.

    `image` is uint8 (height, width, 3), RGB, C-contiguous and upright. One pixel of the image is as wide as `reduction`
    pixels of the photo; `finest` is the smallest reduction that the limits allow. The photo's own size is in `facts`.
    `damage` says how much of a partially decoded photo is missing; None if it is complete. `profile` is the ICC profile
    of the pixels; None if they are sRGB or their profile is unknown.
    """

    image: NDArray[np.uint8]
    facts: PhotoFacts
    damage: str | None = None
    reduction: int = 1
    finest: int = 1
    profile: bytes | None = None


def decode_photo(
    data: bytes, name: str, limits: DecodeLimits = _DEFAULT_LIMITS, *, least_side: int | None = None
) -> DecodedPhoto:
    """Decode the content of a photo file; if the photo is animated, decode the first frame that has more than one
    colour.

    `name` is the file's name. It may provide a date if the content has none, and it may show that a file built like a
    TIFF is a RAW file. In all other cases, the content alone determines the format. With `least_side`, a JPEG is
    reduced to a half, a quarter or an eighth, as long as its long side keeps at least `least_side` pixels. Other
    photos, and JPEGs without `least_side`, are reduced only as far as the limits require. A truncated JPEG is decoded
    if at most a third of its rows are missing.

    Raises:
        PhotoError: the photo cannot be decoded. The error's stage is "extra" if an optional package is missing, else
            "decode".
    """
    with _decoding():
        upright = open_upright(data, name, limits, least_side)
        facts = replace(_facts(upright, name), texts=texts_in(BytesIO(data)))
    return DecodedPhoto(upright.pixels, facts, upright.damage, upright.reduction, upright.finest, upright.profile)


def load_upright(path: Path, *, max_side: int | None = None) -> Image.Image:
    """An upright picture of a photo file in sRGB, with a long side of at most `max_side` pixels.

    Without `max_side`, it has the size of the array that `decode_photo` returns. Small pictures are not enlarged.
    Raises PhotoError if the file cannot be read or decoded.
    """
    try:
        data, _ = read_whole(path, _DEFAULT_LIMITS)
    except PhotoError as error:
        raise PhotoError(error.stage, f"{path}: {error.message}", error.reason) from error
    with _decoding():
        upright = open_upright(data, path.name, _DEFAULT_LIMITS, max_side)
        picture = Image.fromarray(upright.pixels)
        if max_side is not None:
            picture = _fitted(picture, upright.full_size, max_side)
        return to_srgb(picture, upright.profile)


def read_metadata(path: Path, size: int, mtime_ns: int) -> Metadata | None:
    """The metadata of a file without decoding its picture; None if only the decoder of the file's format can find the
    metadata.

    Raises PhotoError if the file cannot be read, or if it no longer has this size and this modification time.
    """
    with _unchanged(path, size, mtime_ns) as file:
        return _metadata(file)


def read_texts(path: Path, size: int, mtime_ns: int) -> PhotoTexts:
    """The title, the caption and the keywords in a file. Raises the same errors as `read_metadata`."""
    with _unchanged(path, size, mtime_ns) as file:
        return texts_in(file)


@contextmanager
def _unchanged(path: Path, size: int, mtime_ns: int) -> Iterator[BinaryIO]:
    try:
        with open_regular(path) as file:
            status = os.fstat(file.fileno())
            if (status.st_size, status.st_mtime_ns) != (size, mtime_ns):
                raise PhotoError("read", "has changed since it was scanned")
            yield file
    except OSError as error:
        raise PhotoError("read", f"{path}: {error.strerror or error}") from error


def _metadata(file: BinaryIO) -> Metadata | None:
    blocks = read_blocks(file)
    if blocks.kind:
        return of_blocks(blocks)
    tags = TagBlock(file)
    first = next(tags.chain(), None)
    if first is not None:
        return of_directory(tags, photo_page(tags), first)
    file.seek(0)
    try:
        with quiet_pillow, open_image(file.read(_DEFAULT_LIMITS.file_bytes)) as opened:
            return metadata_of(b"", opened)
    except (PhotoError, *CODEC_ERRORS):
        return None


@contextmanager
def _decoding() -> Iterator[None]:
    with quiet_pillow:
        try:
            yield
        except CODEC_ERRORS as error:
            raise photo_error(error) from error


def _fitted(picture: Image.Image, full_size: tuple[int, int], max_side: int) -> Image.Image:
    # Computed from the size of the full photo, because the size of the reduced picture is rounded.
    scale = min(1.0, max_side / max(full_size))
    width, height = (max(1, round(side * scale)) for side in full_size)
    if width >= picture.width and height >= picture.height:
        return picture
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _facts(upright: UprightImage, name: str) -> PhotoFacts:
    exif, xmp = upright.about.exif, upright.about.xmp
    facts = PhotoFacts(
        width=upright.full_size[0],
        height=upright.full_size[1],
        format=upright.format,
        orientation=upright.about.orientation,
        camera_make=exif.camera_make or xmp.camera_make,
        camera_model=exif.camera_model or xmp.camera_model,
        latitude=exif.latitude,
        longitude=exif.longitude,
        tolerated=upright.tolerated,
    )
    taken = choose_date(upright.about, name)
    if taken is None:
        return facts
    return replace(
        facts,
        taken_at=taken.date.moment,
        taken_from=taken.source,
        taken_precision=taken.date.precision,
        taken_trusted=taken.trusted,
    )
