"""Collect what one schema of an XMP packet says about people, and the parts of it that are invalid."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from photoindex.domain.geometry import Box
from photoindex.interop.photo_names import Fault
from photoindex.interop.regions import RegionKind, WrittenRegion
from photoindex.interop.xmp.packet import Value

# More people than on any photo.
_MOST_ITEMS = 1000
_LONGEST_NAME = 300
_LONGEST_NUMBER = 40
# Boxes may extend a little beyond the picture.
_LARGEST_SIDE = 1.5
# Some phones mark the whole picture as one face.
_WHOLE = 0.99


@dataclass(slots=True)
class Said:
    """What one schema says: boxes, people without a box, and the details of invalid parts."""

    regions: list[WrittenRegion] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    faults: list[tuple[Fault, str]] = field(default_factory=list)

    def add(
        self, name: str, box: Box | None, kind: RegionKind = "face", dimensions: tuple[int, int] | None = None
    ) -> None:
        """Add a region. One without a box, or with the whole picture as its box, only says who is in the photo."""
        if len(name) > _LONGEST_NAME:
            self.too_large(f"a name of more than {_LONGEST_NAME} characters")
            return
        if box is not None and not _is_in_picture(box):
            self.malformed("a region outside the picture")
            box = None
        if box is not None and not (kind == "face" and min(box.width, box.height) > _WHOLE):
            region = WrittenRegion(name, box, "stored", kind, dimensions)
            # Some files hold each region twice.
            if region not in self.regions:
                self.regions.append(region)
        elif kind == "face":
            self.add_name(name)

    def add_name(self, name: str) -> None:
        """Add somebody who is in the photo."""
        if len(name) > _LONGEST_NAME:
            self.too_large(f"a name of more than {_LONGEST_NAME} characters")
        elif name and name not in self.names:
            self.names.append(name)

    def bounded(self, values: Value | None) -> Iterator[Value]:
        """The items of a list, up to the most that a photo can have."""
        items = values.items() if values else iter(())
        yield from islice(items, _MOST_ITEMS)
        if next(items, None) is not None:
            self.too_large(f"more than {_MOST_ITEMS:,} entries in one list")

    def malformed(self, detail: str) -> None:
        """Note a part that is invalid."""
        self._note("malformed", detail)

    def too_large(self, detail: str) -> None:
        """Note a part that is larger than any real one."""
        self._note("too-large", detail)

    def _note(self, fault: Fault, detail: str) -> None:
        if (fault, detail) not in self.faults:
            self.faults.append((fault, detail))


def number(text: str) -> float | None:
    """A finite number with a point or, as some programs write it in some languages, a comma."""
    if len(text) > _LONGEST_NUMBER:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def numbers(value: Value | None, namespace: str, names: str) -> list[float] | None:
    """The fields of a structure as numbers, one for each letter of `names`; None if one is missing or invalid."""
    found = [value and value.field(namespace, name) for name in names]
    values = [number(item.text) if item else None for item in found]
    return None if None in values else [item for item in values if item is not None]


def text_field(value: Value, namespace: str, name: str) -> str:
    """The text of a field; "" if it is missing."""
    found = value.field(namespace, name)
    return found.text if found else ""


def size_of(value: Value | None, namespace: str) -> tuple[int, int] | None:
    """The width and height in pixels of the image for which regions were written, from its fields w, h and unit."""
    if value is None or text_field(value, namespace, "unit").casefold() not in {"pixel", "pixels", ""}:
        return None
    sides = numbers(value, namespace, "wh")
    if sides is None or not all(1 <= side < 1e9 for side in sides):
        return None
    return round(sides[0]), round(sides[1])


def four_numbers(text: str) -> list[float] | None:
    """Four numbers between commas or semicolons, also if they have commas for their decimal points."""
    if len(text) > 5 * _LONGEST_NUMBER:
        return None
    between = ";" if ";" in text else r",\s+" if text.count(",") > 3 else ","
    parts = re.split(between, text)
    values = [number(part) for part in parts]
    return [value for value in values if value is not None] if len(values) == 4 and None not in values else None


def _is_in_picture(box: Box) -> bool:
    return 0 < box.width <= _LARGEST_SIDE and 0 < box.height <= _LARGEST_SIDE and box.clipped().area > 0
