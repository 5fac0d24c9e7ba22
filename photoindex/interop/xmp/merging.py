"""Make one region of the regions that different schemas of one file hold for the same face.

digiKam, Picasa and others write each face in two schemas, so that more programs can read it.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from photoindex.interop.regions import WrittenRegion

# Two schemas hold the same numbers, rounded. Another face overlaps less.
_SAME_BOX = 0.5


def merged(schemas: Sequence[Sequence[WrittenRegion]]) -> tuple[WrittenRegion, ...]:
    """The regions of several schemas, the most reliable schema first, each face once.

    Two regions of different schemas are one if they cover the same box and have the same name, or if one of them has
    no name. If both have names and the names differ, both regions are kept, so that the contradiction is visible. The
    box and the kind of the earlier schema are kept.

    A box of a later schema is left out if an earlier one has a box of that name elsewhere. Some programs draw a box
    differently in each schema or exchange its width and height, and others turn a photo and adjust the boxes of only
    one schema; two boxes would show the person twice.
    """
    kept: list[WrittenRegion] = []
    for regions in schemas:
        before = len(kept)
        for region in regions:
            place = _place_of(region, kept[:before])
            if place is None and not _is_named(region, kept[:before]):
                kept.append(region)
            elif place is not None and not kept[place].name:
                kept[place] = replace(kept[place], name=region.name)
    return tuple(kept)


def same_name(name: str, other: str) -> bool:
    """Whether two names differ at most in case, in white space or in how letters with accents are stored."""
    return _plain(name) == _plain(other)


def without(names: Iterable[str], regions: Iterable[WrittenRegion]) -> tuple[str, ...]:
    """The names that no region has, each once."""
    known = {_plain(region.name) for region in regions}
    left: dict[str, str] = {}
    for name in names:
        if _plain(name) not in known:
            left.setdefault(_plain(name), name)
    return tuple(left.values())


def _place_of(region: WrittenRegion, kept: Sequence[WrittenRegion]) -> int | None:
    """The position of the region with the same box and name, or of one without a name."""
    overlaps = [(region.box.iou(other.box), place) for place, other in enumerate(kept)]
    for overlap, place in sorted(overlaps, reverse=True):
        if overlap < _SAME_BOX:
            return None
        name = kept[place].name
        if not name or not region.name or same_name(name, region.name):
            return place
    return None


def _is_named(region: WrittenRegion, kept: Sequence[WrittenRegion]) -> bool:
    return bool(region.name) and any(same_name(region.name, other.name) for other in kept)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
