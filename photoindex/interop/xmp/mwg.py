"""Read the regions of the Metadata Working Group (mwg-rs), which Picasa, digiKam, Lightroom and Apple write.

Metadata Working Group: Guidelines for Handling Image Metadata, version 2.0, section 5.9. A region is a rectangle around
its centre, a circle, or a point. Its numbers refer to the stored image, before the Exif orientation is applied.
"""

from collections.abc import Mapping

from photoindex.domain.geometry import Box
from photoindex.interop.regions import RegionKind, by_centre, in_fractions
from photoindex.interop.xmp.namespaces import AREA, DIMENSIONS, MWG_REGIONS
from photoindex.interop.xmp.packet import Packet, Value
from photoindex.interop.xmp.said import Said, numbers, size_of, text_field

# Apple calls pets by their kind.
_KINDS: Mapping[str, RegionKind] = {
    "face": "face", "pet": "pet", "cat": "pet", "dog": "pet", "focus": "focus", "barcode": "barcode",
}  # fmt: skip
# Fractions that extend beyond the picture are smaller than this.
_SURELY_PIXELS = 2


def read_mwg(packet: Packet) -> Said | None:
    """The regions of a packet; None if it does not use this schema."""
    info = packet.value(MWG_REGIONS, "Regions")
    if info is None:
        return None
    said = Said()
    size = size_of(info.field(MWG_REGIONS, "AppliedToDimensions"), DIMENSIONS)
    for region in said.bounded(info.field(MWG_REGIONS, "RegionList")):
        name = text_field(region, MWG_REGIONS, "Name")
        said.add(name, _box(region, size, said), _kind(region, name), size)
    return said


def _kind(region: Value, name: str) -> RegionKind:
    kind = text_field(region, MWG_REGIONS, "Type").casefold()
    # Programs that leave out the type know only people.
    return _KINDS.get(kind, "other") if kind else ("face" if name else "other")


def _box(region: Value, size: tuple[int, int] | None, said: Said) -> Box | None:
    """The box of a region; None for a point."""
    area = region.field(MWG_REGIONS, "Area")
    centre = numbers(area, AREA, "xy")
    sides = numbers(area, AREA, "wh") or _diameters(area, size)
    if area is None or centre is None or sides is None:
        if area is not None and centre is None:
            said.malformed("a region whose area is not numeric")
        return None
    if not any(sides):
        return None
    box = by_centre(centre[0], centre[1], sides[0], sides[1])
    unit = text_field(area, AREA, "unit").casefold()
    if unit.startswith("pixel") or (not unit and max(*centre, *sides) > _SURELY_PIXELS):
        if size is None:
            said.malformed("a region in pixels without the size of its image")
            return None
        return in_fractions(box, *size)
    return box


def _diameters(area: Value | None, size: tuple[int, int] | None) -> list[float] | None:
    """The width and height of a circle. Its diameter is a fraction of the width of the image, or in pixels."""
    diameter = numbers(area, AREA, "d")
    if area is None or diameter is None:
        return None
    if size is None or text_field(area, AREA, "unit").casefold().startswith("pixel"):
        return diameter * 2
    return [diameter[0], diameter[0] * size[0] / size[1]]
