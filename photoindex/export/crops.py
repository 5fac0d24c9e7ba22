"""Square crops of faces, each photo decoded once."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from photoindex.decode import decode_photo
from photoindex.domain.geometry import Box
from photoindex.errors import PhotoError
from photoindex.export.files import reading
from photoindex.export.sheet_records import SheetFace

# How much of the surroundings is shown, as a multiple of the box's longer side.
AROUND = 1.5


def square_crops(faces: Sequence[SheetFace], side: int) -> Iterator[tuple[int, Image.Image | None]]:
    """Each face's position in `faces` with its RGB crop of `side` x `side` pixels, or None where the photo is gone.

    They come photo by photo, so that one photo is in memory at a time.
    """
    by_photo: dict[Path, list[int]] = {}
    for position, face in enumerate(faces):
        by_photo.setdefault(face.path, []).append(position)
    for path, positions in by_photo.items():
        try:
            photo = _photo(path, _enough([faces[position].box for position in positions], side))
        except PhotoError:
            yield from ((position, None) for position in positions)
            continue
        with photo:
            for position in positions:
                yield position, _crop(photo, faces[position].box, side)


def _photo(path: Path, least_side: int) -> Image.Image:
    """The upright photo, as small as it can be decoded with this long side: it is never resized as a whole."""
    with reading(path):
        data = path.read_bytes()
    return Image.fromarray(decode_photo(data, path.name, least_side=least_side).image)


def _enough(boxes: Sequence[Box], side: int) -> int:
    """The long side in pixels at which no crop has to be enlarged because the photo was reduced."""
    # The crop's side is at least this part of the long side, whichever side of the photo that is.
    smallest = min(min(box.width, box.height) for box in boxes) * AROUND
    return math.ceil(side / max(smallest, 0.001))


def _crop(photo: Image.Image, box: Box, side: int) -> Image.Image:
    """A square around the face's middle, moved and if need be shrunk to lie within the photo."""
    around = box.expanded(AROUND)
    edge = min(max(around.width * photo.width, around.height * photo.height, 1.0), photo.width, photo.height)
    center_x, center_y = box.center
    left = min(max(center_x * photo.width - edge / 2, 0.0), photo.width - edge)
    top = min(max(center_y * photo.height - edge / 2, 0.0), photo.height - edge)
    return photo.resize(
        (side, side), Image.Resampling.LANCZOS, box=(left, top, left + edge, top + edge), reducing_gap=3.0
    )
