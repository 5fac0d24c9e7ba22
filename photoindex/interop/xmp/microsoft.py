"""Read the people that Windows Live Photo Gallery and digiKam tag (MP:RegionInfo).

https://learn.microsoft.com/en-us/windows/win32/wic/-wic-people-tagging. A rectangle is "x, y, width, height" from the
top left corner, in fractions of the stored image. A region without a rectangle, or with only zeros, says who is in the
photo.
"""

from photoindex.domain.geometry import Box
from photoindex.interop.xmp.namespaces import MICROSOFT_PEOPLE, MICROSOFT_REGION, MICROSOFT_REGION_INFO
from photoindex.interop.xmp.packet import Packet
from photoindex.interop.xmp.said import Said, four_numbers, text_field


def read_microsoft(packet: Packet) -> Said | None:
    """The people of a packet; None if it does not use this schema."""
    info = packet.value(MICROSOFT_PEOPLE, "RegionInfo")
    if info is None:
        return None
    said = Said()
    for region in said.bounded(info.field(MICROSOFT_REGION_INFO, "Regions")):
        name = text_field(region, MICROSOFT_REGION, "PersonDisplayName")
        rectangle = text_field(region, MICROSOFT_REGION, "Rectangle")
        said.add(name, _box(rectangle, said))
    return said


def _box(rectangle: str, said: Said) -> Box | None:
    if not rectangle:
        return None
    numbers = four_numbers(rectangle)
    if numbers is None:
        said.malformed("a rectangle that is not four numbers")
        return None
    return Box(*numbers) if any(numbers[2:]) else None
