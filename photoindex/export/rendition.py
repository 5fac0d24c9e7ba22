"""Decide which photos every browser shows upright without help, and render each of the others as a JPEG."""

import io
from pathlib import Path

from PIL import Image

from photoindex.decode import load_upright, of_blocks, read_blocks
from photoindex.export.files import reading

LONG_SIDE = 2560
_QUALITY = 90


def needs_rendition(path: Path) -> bool:
    """Whether the page needs a JPEG in place of this photo, judged by its content, not by its name.

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


def render(path: Path) -> bytes:
    """The upright photo in sRGB as a JPEG of quality 90, with a long side of at most 2560 pixels. Raises PhotoError."""
    with load_upright(path, max_side=LONG_SIDE) as image:
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=_QUALITY, progressive=True)
        return out.getvalue()
