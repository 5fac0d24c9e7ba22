"""Cut square crops of faces, decoding each photo once."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from photoindex.decode import load_upright
from photoindex.domain.geometry import Box
from photoindex.errors import PhotoError
from photoindex.export.sheet_records import SheetFace
from photoindex.originals import check_original

# The side of the crop, as a multiple of the box's longer side.
AROUND = 1.5


def square_crops(faces: Sequence[SheetFace], side: int) -> Iterator[tuple[int, Image.Image | None]]:
    """Yield the position of each face in `faces` and its RGB crop of `side` x `side` pixels. If the photo is missing or
    has been replaced, the crop is None.

    Crops are made photo by photo, so that only one photo is in memory at a time.
    """
    by_photo: dict[Path, list[int]] = {}
    for position, face in enumerate(faces):
        by_photo.setdefault(face.path, []).append(position)
    for path, positions in by_photo.items():
        try:
            _check(faces[positions[0]])
            photo = load_upright(path, max_side=_decoding_side([faces[position].box for position in positions], side))
        except PhotoError:
            yield from ((position, None) for position in positions)
            continue
        with photo:
            for position in positions:
                yield position, _crop(photo, faces[position].box, side)


def _check(face: SheetFace) -> None:
    if face.lost:
        raise PhotoError("read", "its disk is offline")
    if face.original is not None:
        check_original(face.original)


def _decoding_side(boxes: Sequence[Box], side: int) -> int:
    """The smallest long side, in pixels, to which the photo can be reduced without any crop having to be enlarged."""
    # The crop's side is at least this fraction of the photo's long side, whether that is the width or the height.
    smallest = min(min(box.width, box.height) for box in boxes) * AROUND
    return math.ceil(side / max(smallest, 0.001))


def _crop(photo: Image.Image, box: Box, side: int) -> Image.Image:
    """A square around the face's centre, moved (and if necessary shrunk) so that it lies within the photo."""
    around = box.expanded(AROUND)
    edge = min(max(around.width * photo.width, around.height * photo.height, 1.0), photo.width, photo.height)
    center_x, center_y = box.center
    left = min(max(center_x * photo.width - edge / 2, 0.0), photo.width - edge)
    top = min(max(center_y * photo.height - edge / 2, 0.0), photo.height - edge)
    return photo.resize(
        (side, side), Image.Resampling.LANCZOS, box=(left, top, left + edge, top + edge), reducing_gap=3.0
    )
