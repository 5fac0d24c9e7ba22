"""Copy lists of regions and keywords from the packet in a photo into its sidecar, before names are added to them.

Programs that find a list in a sidecar do not look for it in the photo. A sidecar with our names alone would hide the
names, pets and keywords that others wrote into the photo.
"""

from collections.abc import Iterable
from copy import deepcopy

from lxml import etree

from photoindex.interop.xmp.editing import add_description, find_property
from photoindex.interop.xmp.keyword_lists import HIERARCHIES, SUBJECT
from photoindex.interop.xmp.namespaces import ACDSEE_REGIONS, MICROSOFT_PEOPLE, MWG_REGIONS, named
from photoindex.interop.xmp.packet import PacketError
from photoindex.interop.xmp.packet_text import read_packet
from photoindex.interop.xmp.region_lists import MwgRegions

_MWG = named(MWG_REGIONS, "Regions")
# A program that finds regions of one kind in a sidecar may not look for those of another kind in the photo.
_REGIONS = (_MWG, named(MICROSOFT_PEOPLE, "RegionInfo"), named(ACDSEE_REGIONS, "Regions"))
_KEYWORDS = (SUBJECT, *(tag for tag, _, _ in HIERARCHIES))


def copy_lists(rdf: etree._Element, embedded: bytes, dimensions: tuple[int, int], *, keywords: bool) -> None:
    """Copy the lists that a sidecar lacks. Nothing is copied from a packet that cannot be read.

    Args:
        rdf: the rdf:RDF element of the sidecar.
        dimensions: the size of the stored picture; regions for a picture of another aspect ratio are left out.
        keywords: copy keywords as well as regions.
    """
    try:
        source = read_packet(embedded).rdf
    except PacketError:
        return
    if not lacks_lists(rdf, keywords=keywords):
        return
    if _has_none(rdf, _REGIONS) and MwgRegions(source).fits(*dimensions):
        _copy(source, rdf, _REGIONS)
    if keywords:
        _copy(source, rdf, (tag for tag in _KEYWORDS if find_property(rdf, tag) is None))


def lacks_lists(rdf: etree._Element, *, keywords: bool) -> bool:
    """Whether a sidecar lacks a list that the photo may have."""
    return _has_none(rdf, _REGIONS) or (keywords and any(find_property(rdf, tag) is None for tag in _KEYWORDS))


def _has_none(rdf: etree._Element, tags: Iterable[str]) -> bool:
    return all(find_property(rdf, tag) is None for tag in tags)


def _copy(source: etree._Element, target: etree._Element, tags: Iterable[str]) -> None:
    for tag in tags:
        found = find_property(source, tag)
        if found is not None:
            copied = deepcopy(found)
            copied.tail = "\n"
            add_description(target).append(copied)
