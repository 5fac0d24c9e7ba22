"""Read the regions of ACDSee (acdsee-rs).

A face has the area that ACDSee found (ALGArea) and the area as displayed (DLYArea), which the user may have changed.
Both are rectangles around their centre, in fractions of the stored image. NameAssignType says how the face got its
name; "denied" means that the user rejected the name.
"""

from photoindex.domain.geometry import Box
from photoindex.interop.regions import by_centre
from photoindex.interop.xmp.namespaces import ACDSEE_AREA, ACDSEE_DIMENSIONS, ACDSEE_REGIONS
from photoindex.interop.xmp.packet import Packet, Value
from photoindex.interop.xmp.said import Said, numbers, size_of, text_field

_AREAS = ("DLYArea", "ALGArea")


def read_acdsee(packet: Packet) -> Said | None:
    """The regions of a packet; None if it does not use this schema."""
    info = packet.value(ACDSEE_REGIONS, "Regions")
    if info is None:
        return None
    said = Said()
    size = size_of(info.field(ACDSEE_REGIONS, "AppliedToDimensions"), ACDSEE_DIMENSIONS)
    for region in said.bounded(info.field(ACDSEE_REGIONS, "RegionList")):
        kind = text_field(region, ACDSEE_REGIONS, "Type").casefold()
        denied = text_field(region, ACDSEE_REGIONS, "NameAssignType").casefold() == "denied"
        name = "" if denied else text_field(region, ACDSEE_REGIONS, "Name")
        said.add(name, _box(region), "face" if kind in {"face", ""} else "other", size)
    return said


def _box(region: Value) -> Box | None:
    for name in _AREAS:
        area = numbers(region.field(ACDSEE_REGIONS, name), ACDSEE_AREA, "xywh")
        if area and area[2] and area[3]:
            return by_centre(*area)
    return None
