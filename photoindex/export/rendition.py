"""Make JPEGs of photos for the screen: one that fills it, in place of photos that are large or that browsers cannot
show, and a small square tile.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from photoindex.decode import load_upright, of_blocks, read_blocks
from photoindex.domain.geometry import Box
from photoindex.export.files import reading

LONG_SIDE = 2560
# A JPEG is decoded at half its size five times as fast (12 megapixels: 0.05 instead of 0.25 s), so a half that fills a
# full-HD screen is taken as it is.
_ENOUGH = 1920
TILE_SIDE = 400
_QUALITY = 86
_TILE_QUALITY = 80
# A square is cut out of the tile's picture, so its long side needs more pixels than the tile.
_TILE_LONG_SIDE = 2 * TILE_SIDE


@dataclass(frozen=True, slots=True)
class Renditions:
    """The JPEGs of a photo; None where none was wanted."""

    display: bytes | None
    tile: bytes | None


def needs_rendition(path: Path) -> bool:
    """Whether the page needs a JPEG in place of this photo because browsers do not show it upright, judged by its
    content, not by its name.

    Today's browsers show JPEG, PNG, GIF, BMP, WebP and AVIF. They all apply the Exif orientation of JPEGs, but disagree
    about the orientation of other formats. So a photo whose orientation is given in any other way needs a JPEG. Raises
    PhotoError.
    """
    with reading(path), path.open("rb") as file:
        head = file.read(64)
        if head.startswith(b"BM"):
            return False
        if head[4:8] == b"ftyp":
            return not any(brand in head[8:] for brand in (b"avif", b"avis"))
        blocks = read_blocks(file)
        if not blocks.kind:
            return True
        metadata = of_blocks(blocks)
        return metadata.orientation != (metadata.browser_orientation if blocks.kind == "JPEG" else 1)


def display_side(long_side: int) -> int:
    """The long side of the rendition for the screen, of a photo with this long side; 0 if it is unknown."""
    half = long_side // 2
    return half if _ENOUGH <= half < LONG_SIDE else LONG_SIDE


def render(
    path: Path, faces: Sequence[Box] = (), *, long_side: int = 0, display: bool = True, tile: bool = False
) -> Renditions:
    """The upright photo in sRGB as JPEGs: with a long side of at most 2560 pixels, and as a square with the faces.

    `long_side` is that of the photo in pixels; 0 if it is unknown. The photo is decoded once, no larger than needed.
    Raises PhotoError.
    """
    side = display_side(long_side) if display else _TILE_LONG_SIDE
    with load_upright(path, max_side=side) as image:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        return Renditions(
            _encoded(image, _QUALITY) if display else None,
            _encoded(_square(image, faces), _TILE_QUALITY) if tile else None,
        )


def _square(image: Image.Image, faces: Sequence[Box]) -> Image.Image:
    """The largest square with the middle of the faces as close to its centre as possible; without faces, slightly above
    the middle of the photo.
    """
    side = min(image.size)
    across, down = (0.5, 0.45)
    if faces:
        across = (min(box.x for box in faces) + max(box.x + box.width for box in faces)) / 2
        down = (min(box.y for box in faces) + max(box.y + box.height for box in faces)) / 2
    left = min(max(across * image.width - side / 2, 0), image.width - side)
    top = min(max(down * image.height - side / 2, 0), image.height - side)
    small = min(side, TILE_SIDE)
    return image.resize(
        (small, small), Image.Resampling.LANCZOS, (left, top, left + side, top + side), reducing_gap=2.0
    )


def _encoded(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, progressive=True)
    return out.getvalue()
