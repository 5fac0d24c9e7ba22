"""Which photos every browser shows upright by itself, and a JPEG of those that it does not."""

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from photoindex.decode import load_upright
from photoindex.export.files import reading

LONG_SIDE = 2560
_QUALITY = 90
_ORIENTATION = 0x0112
_PNG = b"\x89PNG\r\n\x1a\n"


def needs_rendition(path: Path) -> bool:
    """Whether the page needs a JPEG in place of this photo; judged by its bytes, not by its name.

    JPEG, PNG, GIF, BMP, WebP and AVIF are shown by today's browsers. PNG and WebP that lie on their side (an EXIF
    orientation other than 1) are not, since browsers disagree about turning them. Raises PhotoError.
    """
    with reading(path), path.open("rb") as file:
        head = file.read(64)
        if head.startswith((b"\xff\xd8\xff", b"GIF8", b"BM")):
            return False
        if head[4:8] == b"ftyp":
            return not any(brand in head[8:] for brand in (b"avif", b"avis"))
        if head.startswith(_PNG):
            return _turned(dict(_png_chunks(file)).get(b"eXIf"))
        if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            return _turned(dict(_webp_chunks(file)).get(b"EXIF"))
    return True


def render(path: Path) -> bytes:
    """The upright photo as a JPEG of quality 90, its long side at most 2560 pixels. Raises PhotoError."""
    with load_upright(path, max_side=LONG_SIDE) as image:
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=_QUALITY, progressive=True, icc_profile=image.info.get("icc_profile"))
        return out.getvalue()


def _turned(exif: bytes | None) -> bool:
    if exif is None:
        return False
    facts = Image.Exif()
    try:
        facts.load(exif)
        return facts.get(_ORIENTATION, 1) not in {0, 1}
    except (SyntaxError, ValueError, KeyError, struct.error):
        return False  # facts that nobody can read turn nothing


def _png_chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    # https://www.w3.org/TR/png-3/#5Chunk-layout: length, type, data, checksum
    file.seek(len(_PNG))
    while len(head := file.read(8)) == 8:
        size, kind = struct.unpack(">I4s", head)
        if kind == b"eXIf":
            yield kind, file.read(size)
            return
        file.seek(size + 4, io.SEEK_CUR)


def _webp_chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    # https://developers.google.com/speed/webp/docs/riff_container: type, length, data padded to an even length
    file.seek(12)
    while len(head := file.read(8)) == 8:
        kind, size = struct.unpack("<4sI", head)
        if kind == b"EXIF":
            yield kind, file.read(size)
            return
        file.seek(size + size % 2, io.SEEK_CUR)
