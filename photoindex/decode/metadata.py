"""Combine a photo's metadata from all of its blocks."""

from dataclasses import dataclass, field, fields, replace
from io import BytesIO
from typing import TypeVar

from PIL import Image

from photoindex.decode.containers import Blocks, read_blocks
from photoindex.decode.dates import TakenDate, moment_of, parse_date
from photoindex.decode.exif import ExifFacts, read_exif, read_exif_block
from photoindex.decode.iptc import IptcFacts, iptc_in, read_iptc
from photoindex.decode.tiff_tags import Directory, TagBlock
from photoindex.decode.xmp import XmpFacts, read_xmp

# TIFF tags: XMP specification part 3, and Photoshop's.
_XMP, _IPTC, _PHOTOSHOP = 700, 33723, 34377

# https://www.w3.org/TR/png-3/#11keywords, and the keywords that ImageMagick and exiftool write.
_NAMES_OF_CREATION = ("Creation Time", "CreationTime", "create-date", "date:create")

_Facts = TypeVar("_Facts", ExifFacts, XmpFacts, IptcFacts)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The facts of a photo, by the block that holds them.

    `png` is the creation date in a PNG and `png_changed` the date of its last change; `raw` is the date that LibRaw
    found.
    """

    exif: ExifFacts = field(default_factory=ExifFacts)
    xmp: XmpFacts = field(default_factory=XmpFacts)
    iptc: IptcFacts = field(default_factory=IptcFacts)
    png: TakenDate | None = None
    png_changed: TakenDate | None = None
    raw: TakenDate | None = None

    @property
    def orientation(self) -> int:
        """The Exif orientation, 1 to 8, that turns the stored picture upright.

        Nothing else determines how the picture is turned. XMP is used only if Exif has no orientation. In TIFF and RAW
        files, the file's own tag takes the place of Exif.
        """
        return self.exif.orientation or self.xmp.orientation or 1

    @property
    def browser_orientation(self) -> int:
        """The orientation in which browsers show a JPEG: they consider only Exif."""
        return self.exif.orientation or 1

    def turned_by(self, orientation: int | None) -> "Metadata":
        """The same facts, with an orientation that overrides any orientation in the blocks; None means upright."""
        return replace(self, exif=replace(self.exif, orientation=orientation), xmp=replace(self.xmp, orientation=None))


def metadata_of(data: bytes, opened: Image.Image) -> Metadata:
    """The metadata of a file; `opened` is the same file, opened by Pillow."""
    blocks = read_blocks(BytesIO(data))
    if blocks.kind:
        return of_blocks(blocks)
    found = of_blocks(Blocks("", exif=_bytes(opened.info.get("exif")), xmp=_bytes(opened.info.get("xmp"))))
    # These formats store the orientation in their own way only. libheif turns the picture itself; for AVIF, Pillow
    # writes it into the Exif block.
    return found.turned_by(found.exif.orientation if opened.format == "AVIF" else None)


def of_blocks(blocks: Blocks) -> Metadata:
    """The facts in these blocks."""
    created = next((text for text in map(blocks.texts.get, _NAMES_OF_CREATION) if text), None)
    return Metadata(
        exif=read_exif_block(blocks.exif) if blocks.exif else ExifFacts(),
        xmp=read_xmp(blocks.xmp) if blocks.xmp else XmpFacts(),
        iptc=read_iptc(blocks.iptc) if blocks.iptc else IptcFacts(),
        png=parse_date(created),
        png_changed=moment_of(blocks.changed) if blocks.changed else None,
    )


def of_directory(tags: TagBlock, page: Directory, first: Directory) -> Metadata:
    """The facts of a page of a TIFF file. Facts that the page lacks are taken from the first directory."""
    own = _of_one(tags, page)
    if page.offset == first.offset:
        return own
    return joined(own, _of_one(tags, first).turned_by(None))


def joined(own: Metadata, other: Metadata) -> Metadata:
    """The facts of `own`. Facts that are missing there are taken from `other`."""
    return Metadata(
        _joined(own.exif, other.exif),
        _joined(own.xmp, other.xmp),
        _joined(own.iptc, other.iptc),
        own.png or other.png,
        own.png_changed or other.png_changed,
        own.raw or other.raw,
    )


def _of_one(tags: TagBlock, directory: Directory) -> Metadata:
    xmp, iptc = directory.blob(_XMP), directory.blob(_IPTC) or iptc_in(directory.blob(_PHOTOSHOP)) or b""
    return Metadata(
        exif=read_exif(tags, directory),
        xmp=read_xmp(xmp) if xmp else XmpFacts(),
        iptc=read_iptc(_in_order(iptc)),
    )


def _joined(facts: _Facts, others: _Facts) -> _Facts:
    """The facts of the first block. Facts that are missing there are taken from the others."""
    missing = {item.name: getattr(others, item.name) for item in fields(facts) if getattr(facts, item.name) is None}
    return replace(facts, **missing)


def _in_order(iptc: bytes) -> bytes:
    """Restore the order of the bytes. Some programs store them as 32-bit numbers in the byte order of the file."""
    if iptc[:1] == b"\x1c" or iptc[3:4] != b"\x1c":
        return iptc
    return b"".join(iptc[at : at + 4][::-1] for at in range(0, len(iptc), 4))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
