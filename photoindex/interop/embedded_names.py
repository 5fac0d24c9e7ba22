"""Write names into a photo file itself, and prove that its picture and its other facts stay as they are.

Everything happens on a copy in a folder of our own. The caller replaces the original with the result.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image

from photoindex.decode import decode_photo
from photoindex.errors import PhotoError
from photoindex.interop.exiftool import ExifTool, ExifToolError
from photoindex.interop.xmp.packet import PacketError
from photoindex.interop.xmp.packet_text import same_content
from photoindex.interop.xmp.writing import with_names
from photoindex.interop.xmp.written import Mark, Wanted, Written

EmbedFault = Literal["format", "malformed", "refused", "picture-differs", "metadata-differs"]

# Formats that ExifTool writes whole, with a file name that it takes for this format. A raw file is a negative: other
# programs never write into it, and names go into its sidecar.
_NAMES: Mapping[str, str] = {
    "JPEG": "photo.jpg", "MPO": "photo.jpg", "PNG": "photo.png", "TIFF": "photo.tif", "WEBP": "photo.webp",
    "GIF": "photo.gif", "HEIF": "photo.heic", "AVIF": "photo.avif", "JXL": "photo.jxl",
}  # fmt: skip
# A JPEG with more XMP than fits into one segment says so in the first one (XMP specification, part 3, 1.1.3.1).
_EXTENDED = b"HasExtendedXMP"
_TAGS = (
    "XMP-mwg-rs:RegionInfo", "XMP-MP:RegionInfoMP", "XMP-dc:Subject", "XMP-digiKam:TagsList",
    "XMP-lr:HierarchicalSubject",
)  # fmt: skip
# More frames than a film of ten seconds has are no photo.
_MOST_FRAMES = 500


class EmbedError(Exception):
    """Names were not written into a photo. The message says what ExifTool or a decoder said."""

    def __init__(self, fault: EmbedFault, detail: str = "") -> None:
        super().__init__(detail)
        self.fault: EmbedFault = fault


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """The content of a photo file, and its format, as `PhotoFacts.format` has it."""

    data: bytes
    format: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """The new content of a photo file, None if it may stay as it is, and what was written."""

    data: bytes | None
    written: Written


def with_embedded_names(
    tool: ExifTool, folder: Path, photo: StoredPhoto, wanted: Wanted, marks: tuple[Mark, ...]
) -> Embedded:
    """The content of a photo file with names in its XMP.

    Args:
        folder: an empty folder that only the user can enter; files in it are replaced.

    Raises:
        EmbedError: the names cannot be written, or the result would not be the same photo.
        OSError: the folder cannot be written.
    """
    name = _NAMES.get(photo.format)
    if name is None:
        raise EmbedError("format")
    before, packet, after = folder / name, folder / "names.xmp", folder / f"new-{name}"
    before.write_bytes(photo.data)
    try:
        old = tool.read_xmp(before)
        written = with_names(old, wanted, marks)
        if written.data is None:
            return Embedded(None, written)
        packet.write_bytes(written.data)
        if old is not None and _EXTENDED in old:
            _write_tags(tool, before, packet, after)
            is_whole = _holds_names(tool.read_xmp(after), wanted, written)
        else:
            tool.write_xmp(before, packet, after)
            is_whole = same_content(tool.read_xmp(after) or b"", written.data)
        if not is_whole:
            raise EmbedError("refused", "what it wrote is not what it was given")
    except PacketError as error:
        raise EmbedError("malformed", str(error)) from error
    except ExifToolError as error:
        raise EmbedError("refused", str(error)) from error
    new = after.read_bytes()
    _check_same(photo.data, new, name)
    return Embedded(new, written)


def _write_tags(tool: ExifTool, before: Path, packet: Path, after: Path) -> None:
    """Write only the lists of names, because the rest of the XMP lies in other segments, which a whole packet would
    replace.
    """
    tool.copy_tags(before, packet, after, _TAGS)
    old, new = (tool.read_tags(file, "-XMP:all") for file in (before, after))
    if _others(old) != _others(new):
        raise EmbedError("refused", "it changed other metadata")


def _others(tags: Mapping[str, object]) -> dict[str, object]:
    """The tags without the lists of names, and without those that name the program and the checksum of the rest."""
    ours = {tag.removeprefix("XMP-") for tag in _TAGS} | {"x:XMPToolkit", "xmpNote:HasExtendedXMP"}
    return {tag: value for tag, value in tags.items() if tag.removeprefix("XMP-") not in ours}


def _holds_names(packet: bytes | None, wanted: Wanted, written: Written) -> bool:
    """Whether nothing is left to write."""
    return packet is not None and with_names(packet, wanted, written.marks).data is None


def _check_same(old: bytes, new: bytes, name: str) -> None:
    """Make sure that both files show the same picture, in every frame, and that everything that photoindex reads from
    them is the same.
    """
    try:
        one, other = decode_photo(old, name), decode_photo(new, name)
        # Compared one after another, so that two large pictures with all their frames need not be in memory at once.
        same_frames = _frames(old) == _frames(new)
    except PhotoError as error:
        raise EmbedError("picture-differs", error.message) from error
    same_picture = one.image.shape == other.image.shape and _hash(one.image.tobytes()) == _hash(other.image.tobytes())
    if not (same_picture and same_frames and one.damage == other.damage):
        raise EmbedError("picture-differs")
    # Names are written as keywords too.
    texts = replace(one.facts.texts, keywords=other.facts.texts.keywords)
    if replace(one.facts, tolerated=other.facts.tolerated, texts=texts) != other.facts or one.profile != other.profile:
        raise EmbedError("metadata-differs")


def _frames(data: bytes) -> list[str]:
    """A hash of each frame that Pillow finds; none for formats that it does not know."""
    try:
        with Image.open(BytesIO(data)) as opened:
            if getattr(opened, "n_frames", 1) > _MOST_FRAMES:
                raise EmbedError("picture-differs", f"it has more than {_MOST_FRAMES} frames")
            return list(_hashes(opened))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        # Our own decoder has read the picture that counts.
        return []


def _hashes(opened: Image.Image) -> Iterator[str]:
    for number in range(getattr(opened, "n_frames", 1)):
        opened.seek(number)
        yield _hash(opened.tobytes())


def _hash(pixels: bytes) -> str:
    return hashlib.sha256(pixels).hexdigest()
