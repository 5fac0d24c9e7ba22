"""Find, add, change and remove single regions in the two lists of XMP that hold boxes: MWG's and Microsoft's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from photoindex.domain.geometry import Box
from photoindex.interop.regions import by_centre, centre_of, in_fractions
from photoindex.interop.xmp.editing import (
    add_item,
    add_property,
    append,
    array_in,
    as_structure,
    field_structure,
    field_text,
    fields_of,
    find_property,
    items_of,
    new_structure,
    remove,
    set_field,
)
from photoindex.interop.xmp.namespaces import (
    AREA,
    DIMENSIONS,
    MICROSOFT_PEOPLE,
    MICROSOFT_REGION,
    MICROSOFT_REGION_INFO,
    MWG_REGIONS,
    named,
)

_REGIONS, _REGION_LIST = named(MWG_REGIONS, "Regions"), named(MWG_REGIONS, "RegionList")
_APPLIED_TO = named(MWG_REGIONS, "AppliedToDimensions")
_NAME, _TYPE, _AREA = (named(MWG_REGIONS, field) for field in ("Name", "Type", "Area"))
_UNIT = named(AREA, "unit")
_WIDTH, _HEIGHT, _DIMENSION_UNIT = (named(DIMENSIONS, field) for field in ("w", "h", "unit"))

_INFO = named(MICROSOFT_PEOPLE, "RegionInfo")
_INFO_REGIONS = named(MICROSOFT_REGION_INFO, "Regions")
_RECTANGLE, _PERSON = named(MICROSOFT_REGION, "Rectangle"), named(MICROSOFT_REGION, "PersonDisplayName")

# Programs round the size of a scaled copy to whole pixels, which changes the aspect ratio by less than this.
_SAME_ASPECT = 0.02


@dataclass(frozen=True, slots=True)
class ListedRegion:
    """A region that a list holds. `box` is None if the region has none that can be understood."""

    element: etree._Element
    name: str
    box: Box | None
    is_face: bool


class RegionList(Protocol):
    """The regions of one schema in a packet."""

    def __iter__(self) -> Iterator[ListedRegion]: ...

    def fits(self, width: int, height: int) -> bool:
        """Whether the list is meant for a stored picture of this aspect ratio, or does not say."""

    def add(self, name: str, box: Box, dimensions: tuple[int, int]) -> None:
        """Add a face. `box` and `dimensions` are those of the stored picture, in fractions and in pixels."""

    def change(self, region: ListedRegion, name: str, box: Box) -> None:
        """Change the name and the box of a region, and nothing else about it."""

    def remove(self, region: ListedRegion) -> None:
        """Remove a region; the list goes with its last region, unless it says anything else."""


class MwgRegions:
    """MWG regions: boxes by their centre (Guidelines for Handling Image Metadata, version 2.0, section 5.9)."""

    def __init__(self, rdf: etree._Element) -> None:
        self._rdf = rdf
        self._property = find_property(rdf, _REGIONS)

    def __iter__(self) -> Iterator[ListedRegion]:
        if self._property is None:
            return
        dimensions = self._dimensions()
        for item in items_of(field_structure(self._property, _REGION_LIST)):
            kind = field_text(item, _TYPE).casefold()
            yield ListedRegion(item, field_text(item, _NAME), _area_of(item, dimensions), kind in {"face", ""})

    def fits(self, width: int, height: int) -> bool:
        dimensions = self._dimensions()
        return dimensions is None or abs(dimensions[0] * height / (dimensions[1] * width) - 1) <= _SAME_ASPECT

    def add(self, name: str, box: Box, dimensions: tuple[int, int]) -> None:
        if self._property is None:
            self._property = add_property(self._rdf, _REGIONS, AREA, DIMENSIONS)
        regions = as_structure(self._property)
        # Nobody knows for which picture the regions of a list that does not say it were written.
        if field_structure(regions, _APPLIED_TO) is None and not any(True for _ in self):
            applied = new_structure(fields_of(regions), _APPLIED_TO)
            for tag, text in ((_WIDTH, str(dimensions[0])), (_HEIGHT, str(dimensions[1])), (_DIMENSION_UNIT, "pixel")):
                set_field(applied, tag, text)
        listed = field_structure(regions, _REGION_LIST)
        listed = append(fields_of(regions), _REGION_LIST) if listed is None else listed
        region = as_structure(add_item(array_in(listed, "Bag")))
        set_field(region, _NAME, name)
        set_field(region, _TYPE, "Face")
        _set_area(as_structure(new_structure(fields_of(region), _AREA)), box)

    def change(self, region: ListedRegion, name: str, box: Box) -> None:
        if name != region.name:
            set_field(region.element, _NAME, name)
        area = field_structure(region.element, _AREA)
        if box != region.box and area is not None:
            _set_area(area, box)

    def remove(self, region: ListedRegion) -> None:
        remove(region.element)
        assert self._property is not None
        if any(True for _ in items_of(field_structure(self._property, _REGION_LIST))):
            return
        others = {child.tag for child in fields_of(self._property)} - {_APPLIED_TO, _REGION_LIST}
        if not others:
            remove(self._property)
            self._property = None

    def _dimensions(self) -> tuple[float, float] | None:
        applied = None if self._property is None else field_structure(self._property, _APPLIED_TO)
        if applied is None:
            return None
        width, height = _number(field_text(applied, _WIDTH)), _number(field_text(applied, _HEIGHT))
        return (width, height) if width and height and width > 0 and height > 0 else None


class MicrosoftRegions:
    """The people of Windows Photo Gallery: boxes by their top-left corner, in fractions of the picture."""

    def __init__(self, rdf: etree._Element) -> None:
        self._rdf = rdf
        self._property = find_property(rdf, _INFO)

    def __iter__(self) -> Iterator[ListedRegion]:
        if self._property is None:
            return
        for item in items_of(field_structure(self._property, _INFO_REGIONS)):
            numbers = [_number(part) for part in field_text(item, _RECTANGLE).split(",")]
            sides = [number for number in numbers if number is not None]
            box = Box(*sides) if len(numbers) == len(sides) == 4 else None
            yield ListedRegion(item, field_text(item, _PERSON), box, is_face=True)

    def fits(self, width: int, height: int) -> bool:
        del width, height
        return True

    def add(self, name: str, box: Box, dimensions: tuple[int, int]) -> None:
        del dimensions
        if self._property is None:
            self._property = add_property(self._rdf, _INFO, MICROSOFT_REGION_INFO, MICROSOFT_REGION)
        info = as_structure(self._property)
        listed = field_structure(info, _INFO_REGIONS)
        listed = append(fields_of(info), _INFO_REGIONS) if listed is None else listed
        region = as_structure(add_item(array_in(listed, "Bag")))
        set_field(region, _RECTANGLE, _rectangle(box))
        set_field(region, _PERSON, name)

    def change(self, region: ListedRegion, name: str, box: Box) -> None:
        if name != region.name:
            set_field(region.element, _PERSON, name)
        if box != region.box:
            set_field(region.element, _RECTANGLE, _rectangle(box))

    def remove(self, region: ListedRegion) -> None:
        remove(region.element)
        assert self._property is not None
        if any(True for _ in items_of(field_structure(self._property, _INFO_REGIONS))):
            return
        if {child.tag for child in fields_of(self._property)} <= {_INFO_REGIONS}:
            remove(self._property)
            self._property = None


def _area_of(item: etree._Element, dimensions: tuple[float, float] | None) -> Box | None:
    area = field_structure(item, _AREA)
    if area is None:
        return None
    x, y, width, height = (_number(field_text(area, named(AREA, side))) for side in "xywh")
    if x is None or y is None or width is None or height is None:
        return None
    box = by_centre(x, y, width, height)
    if field_text(area, _UNIT).casefold() != "pixel":
        return box
    return None if dimensions is None else in_fractions(box, *map(round, dimensions))


def _set_area(area: etree._Element, box: Box) -> None:
    for side, value in zip("xywh", centre_of(box), strict=True):
        set_field(area, named(AREA, side), _text(value))
    set_field(area, _UNIT, "normalized")


def _rectangle(box: Box) -> str:
    return ", ".join(_text(side) for side in (box.x, box.y, box.width, box.height))


def _text(value: float) -> str:
    """Six decimals are a hundredth of a pixel in the largest photos."""
    return f"{value:.6f}"


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None
