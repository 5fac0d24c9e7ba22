"""Define which names a packet should hold, and what was written into it."""

from dataclasses import dataclass
from typing import Literal

from photoindex.domain.geometry import Box

Schema = Literal["regions", "microsoft", "keywords", "hierarchy"]
"""Where names are written: MWG regions, Microsoft's regions, flat keywords (dc:subject), and the hierarchies of digiKam
and Lightroom."""

SCHEMAS: tuple[Schema, ...] = ("regions", "microsoft", "keywords", "hierarchy")


@dataclass(frozen=True, slots=True)
class NamedBox:
    """A named face, in fractions of the stored picture."""

    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that photoindex wrote into a packet: a region, or a keyword, which has no box."""

    schema: Schema
    name: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A face to which somebody gave another name in the packet."""

    name: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The names that a packet should hold, the size of the stored picture in pixels, and where to write them.

    `overrule` gives our names to faces that have another name in the packet. `accept_removal` does not write a region
    again that photoindex wrote and somebody else removed.
    """

    faces: tuple[NamedBox, ...]
    dimensions: tuple[int, int]
    schemas: tuple[Schema, ...] = ("regions",)
    overrule: bool = False
    accept_removal: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A packet after writing. `data` is None if nothing had to be changed, and otherwise the whole packet.

    `marks` is what photoindex has written there until now. `added`, `changed` and `removed` are numbers of regions and
    keywords. `other_size` says that the packet has regions for a picture of another aspect ratio, so that no region was
    written. `taken_out` are faces whose region somebody else removed, which is accepted.
    """

    data: bytes | None
    marks: tuple[Mark, ...]
    added: int = 0
    changed: int = 0
    removed: int = 0
    differences: tuple[Difference, ...] = ()
    other_size: bool = False
    taken_out: tuple[NamedBox, ...] = ()
