"""Copy a PNG or WebP without some of its metadata; the bytes of the picture stay as they are."""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress

from photoindex.export.contents.blocks import EXIF, StuckError, orientation_only, scrubbed
from photoindex.export.contents.form import Strip
from photoindex.export.contents.xmp import without

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TEXTS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
_PNG_METADATA = _PNG_TEXTS | {b"eXIf", b"tIME", b"caBX"}
_PNG_XMP = b"XML:com.adobe.xmp\0"
_RAW_PROFILE = b"Raw profile type "


def stripped_png(data: bytes, strip: Strip, orientation: int) -> bytes:
    """The PNG without places, or without any metadata except its orientation."""
    out = io.BytesIO()
    out.write(_PNG)
    exif = orientation_only(orientation)
    for kind, content in _png_chunks(data):
        kept: bytes | None = content
        if kind in _PNG_METADATA:
            kept = _png_metadata(kind, content, exif) if strip == "location" else None
        if kept is not None:
            _write_chunk(out, kind, kept)
        if kind == b"IHDR" and strip == "metadata" and exif:
            _write_chunk(out, b"eXIf", exif)
    return out.getvalue()


def _png_metadata(kind: bytes, content: bytes, turned: bytes) -> bytes | None:
    if kind == b"eXIf":
        return scrubbed(content) or turned or None
    if content.startswith(_PNG_XMP):
        packet = without(_text_of(content), location=True, layout=False)
        return None if packet is None else _PNG_XMP + b"\0\0\0\0" + packet
    # Profiles in hexadecimal digits repeat what the other blocks say; signed claims may name places.
    return None if content.startswith(_RAW_PROFILE) or kind == b"caBX" else content


def _text_of(content: bytes) -> bytes:
    """The text of an iTXt chunk."""
    rest = content.partition(b"\0")[2]
    compressed, text = rest[:1] == b"\1", rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(text, 16_000_000) if compressed else text
    return b""


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + 8 + size]
        at += 12 + size
        if kind == b"IEND":
            return
    raise StuckError("it is truncated")


def _write_chunk(out: io.BytesIO, kind: bytes, content: bytes) -> None:
    out.write(struct.pack(">I", len(content)) + kind + content)
    out.write(struct.pack(">I", zlib.crc32(kind + content)))


def stripped_webp(data: bytes, strip: Strip, orientation: int) -> bytes:
    """The WebP without places, or without any metadata except its orientation."""
    chunks: list[tuple[bytes, bytes]] = []
    at = 12
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        kept: bytes | None = content
        if kind == b"EXIF":
            turned = orientation_only(orientation)
            kept = (scrubbed(content.removeprefix(EXIF)) if strip == "location" else b"") or turned
        elif kind == b"XMP ":
            kept = without(content, location=True, layout=False) if strip == "location" else None
        if kept:
            chunks.append((kind, kept))
    kinds = {kind for kind, _ in chunks}
    body = b"WEBP"
    for kind, content in chunks:
        if kind == b"VP8X":
            flags = content[0] & ~0b1100 | (8 if b"EXIF" in kinds else 0) | (4 if b"XMP " in kinds else 0)
            content = bytes((flags,)) + content[1:]  # noqa: PLW2901
        body += struct.pack("<4sI", kind, len(content)) + content + b"\0" * (len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body
