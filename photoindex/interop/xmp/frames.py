"""Find out which image the regions of a HEIF, AVIF or JPEG XL file refer to: the coded or the decoded picture.

A region refers to the stored image (Metadata Working Group), and the orientation of the photo says how to turn it. In
these formats, the stored image is the coded picture. Decoders turn it themselves, so those who get the decoded picture
do not know its orientation. Cameras, and programs that copy their numbers, write regions for the coded picture;
programs that work on the decoded picture write them for that. The size for which a region was written usually decides.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from photoindex.decode import CodedPicture, coded_picture, open_regular
from photoindex.interop.regions import Region, WrittenRegion, is_for_aspect, size_in_file, to_upright

_SUFFIXES = frozenset((".heic", ".heif", ".hif", ".heics", ".heifs", ".avif", ".avifs", ".jxl"))


def in_frame(regions: Iterable[WrittenRegion], photo: Path) -> tuple[WrittenRegion, ...]:
    """The regions of a photo, so that those of these formats refer to the upright picture.

    Regions of a photo that is missing or of another format are returned as they are.
    """
    regions = tuple(regions)
    if not regions or photo.suffix.lower() not in _SUFFIXES:
        return regions
    # Without the photo, which may be offline, only the names can be read.
    picture = coded_frame(photo)
    if picture is None or picture.orientation == 1:
        return regions
    return tuple(_upright(region, picture) for region in regions)


def coded_frame(photo: Path) -> CodedPicture | None:
    """The coded picture of a HEIF file, to which regions refer; None if the file cannot be read, is of another format,
    or is cropped by decoders.
    """
    try:
        with open_regular(photo) as file:
            picture = coded_picture(file)
    except OSError:
        return None
    return None if picture is None or picture.cropped else picture


def _upright(written: WrittenRegion, picture: CodedPicture) -> WrittenRegion:
    size = size_in_file(*picture.size, picture.orientation)
    region = Region(written.name, written.box, written.kind, "xmp", written.dimensions)
    if is_for_aspect(region, *size) and not is_for_aspect(region, *picture.size):
        return replace(written, frame="upright")
    dimensions = written.dimensions and size_in_file(*written.dimensions, picture.orientation)
    box = to_upright(written.box, picture.orientation)
    return replace(written, box=box, frame="upright", dimensions=dimensions)
