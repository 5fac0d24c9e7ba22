"""Write the names of a photo into an XMP packet, beside everything that other programs wrote there.

A region that somebody else wrote is never changed or removed. What photoindex wrote is known from `Mark`s, which the
caller keeps: a program that writes a packet again, such as digiKam, would drop a property that it does not know.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from lxml import etree

from photoindex import __version__
from photoindex.domain.geometry import Box
from photoindex.domain.names import tidied
from photoindex.interop.xmp.editing import as_xml
from photoindex.interop.xmp.embedded_lists import copy_lists, lacks_lists
from photoindex.interop.xmp.keyword_lists import write_hierarchies, write_keywords
from photoindex.interop.xmp.namespaces import RDF, X, named
from photoindex.interop.xmp.packet_text import Packet, read_packet
from photoindex.interop.xmp.region_lists import ListedRegion, MicrosoftRegions, MwgRegions, RegionList
from photoindex.interop.xmp.written import SCHEMAS, Difference, Mark, NamedBox, Schema, Wanted, Written

# Programs that write a region again round its box to whole pixels: 40 pixels may become 41.
_SAME_BOX = 0.9
# Another program's box of the same face: it may hold the whole head.
_SAME_FACE = 0.4


def with_names(
    packet: bytes | None,
    wanted: Wanted,
    marks: Sequence[Mark] = (),
    *,
    embedded: Callable[[], bytes | None] = lambda: None,
) -> Written:
    """Bring the names in a packet up to date. Without a packet, make a new one, if there are names.

    Args:
        embedded: for a sidecar, gives the packet in the photo, whose lists the sidecar would hide.
        marks: what photoindex wrote there before, as the last `Written` has it. Names that are among them and are not
            wanted any more are removed. Schemas among them are kept up to date, even if they are not wanted now.

    Raises:
        PacketError: the packet is malformed or refused, as `read_packet` does.
    """
    if packet is None and not wanted.faces:
        return Written(None, ())
    if packet is None:
        # The whole sidecar was removed, and not a region.
        wanted = replace(wanted, accept_removal=False)
    target = _new_packet() if packet is None else read_packet(packet)
    keywords = "keywords" in wanted.schemas or "hierarchy" in wanted.schemas
    if wanted.faces and lacks_lists(target.rdf, keywords=keywords) and (inside := embedded()):
        copy_lists(target.rdf, inside, wanted.dimensions, keywords=keywords)
    writing = _Writing(target, _clean(wanted), marks)
    for schema in SCHEMAS:
        if schema in wanted.schemas or any(mark.schema == schema for mark in marks):
            writing.write(schema)
    return writing.written()


def _clean(wanted: Wanted) -> Wanted:
    faces = tuple(NamedBox(as_xml(face.name).strip(), _inside(face.box)) for face in wanted.faces)
    return replace(wanted, faces=tuple(face for face in faces if face.name and face.box.width > 0 < face.box.height))


def _inside(box: Box) -> Box:
    """The part of the box that lies in the picture, as other programs expect it; six decimals, as it is written."""
    left, top = max(0.0, box.x), max(0.0, box.y)
    right, bottom = min(1.0, box.x + box.width), min(1.0, box.y + box.height)
    return Box(*(round(side, 6) for side in (left, top, right - left, bottom - top)))


class _Writing:
    """Writes one schema after another into a packet."""

    def __init__(self, packet: Packet, wanted: Wanted, marks: Sequence[Mark]) -> None:
        self._packet, self._wanted, self._before = packet, wanted, marks
        self._marks: list[Mark] = []
        self._differences: list[Difference] = []
        self._added = self._changed = self._removed = 0
        self._other_size = False
        self._taken_out: list[NamedBox] = []

    def write(self, schema: Schema) -> None:
        rdf = self._packet.rdf
        marks = [mark for mark in self._before if mark.schema == schema]
        if schema == "regions":
            self._write_regions(MwgRegions(rdf), schema, marks)
        elif schema == "microsoft":
            self._write_regions(MicrosoftRegions(rdf), schema, marks)
        else:
            self._write_keywords(rdf, schema, marks)

    def written(self) -> Written:
        touched = self._added or self._changed or self._removed
        return Written(
            self._packet.as_bytes() if touched else None,
            tuple(self._marks),
            self._added,
            self._changed,
            self._removed,
            tuple(dict.fromkeys(self._differences)),
            self._other_size,
            tuple(dict.fromkeys(self._taken_out)),
        )

    def _write_regions(self, regions: RegionList, schema: Schema, marks: Sequence[Mark]) -> None:
        ours, theirs = _told_apart(list(regions), marks)
        if not theirs and not regions.fits(*self._wanted.dimensions):
            # The photo was cropped or turned since, and nobody else drew in it: begin again.
            for region in ours:
                regions.remove(region)
            ours = []
        if not regions.fits(*self._wanted.dimensions):
            # Our own regions stay as they are, too: nobody can say which face of the new picture they show.
            self._other_size = bool(self._wanted.faces)
            self._marks += marks
            return
        for face in self._wanted.faces:
            mine = _nearest(face.box, ours)
            if mine is not None:
                ours.remove(mine)
                self._keep(regions, mine, face)
                self._marks.append(Mark(schema, face.name, face.box))
            elif self._is_there(regions, face, theirs):
                continue
            elif self._wanted.accept_removal and (removed := _mark_of(face, marks)) is not None:
                self._taken_out.append(face)
                self._marks.append(removed)
            else:
                regions.add(face.name, face.box, self._wanted.dimensions)
                self._added += 1
                self._marks.append(Mark(schema, face.name, face.box))
        for region in ours:
            regions.remove(region)
            self._removed += 1

    def _keep(self, regions: RegionList, region: ListedRegion, face: NamedBox) -> None:
        """Bring one of our regions up to date. A box that a program has rounded stays as it is."""
        moved = region.box is None or region.box.iou(face.box) < _SAME_BOX
        if moved or not _equal(region.name, face.name):
            regions.change(region, face.name, face.box if moved or region.box is None else region.box)
            self._changed += 1

    def _is_there(self, regions: RegionList, face: NamedBox, theirs: list[ListedRegion]) -> bool:
        """Whether another program's region is this face already, by our name or by another one."""
        faces = [region for region in theirs if region.name and region.is_face]
        same_name = [region for region in faces if _equal(region.name, face.name)]
        if at_face := [region for region in same_name if _overlap(region.box, face.box)]:
            theirs.remove(at_face[0])
            return True
        # Some programs write boxes for the upright picture. A second box would show the person twice.
        if elsewhere := [region for region in same_name if not self._shows_anybody(region)]:
            theirs.remove(elsewhere[0])
            if self._wanted.overrule:
                regions.change(elsewhere[0], face.name, face.box)
                self._changed += 1
            return True
        other = _nearest(face.box, faces)
        if other is None:
            return False
        theirs.remove(other)
        if self._wanted.overrule:
            regions.change(other, face.name, other.box or face.box)
            self._changed += 1
        else:
            self._differences.append(Difference(face.name, other.name))
        return True

    def _shows_anybody(self, region: ListedRegion) -> bool:
        """Whether the box of a region is at one of the faces."""
        return any(_overlap(region.box, face.box) for face in self._wanted.faces)

    def _write_keywords(self, rdf: etree._Element, schema: Schema, marks: Sequence[Mark]) -> None:
        names = list(dict.fromkeys(face.name for face in self._wanted.faces))
        before = [mark.name for mark in marks]
        result = write_keywords(rdf, names, before) if schema == "keywords" else write_hierarchies(rdf, names, before)
        self._marks += [Mark(schema, name) for name in names if name in result.ours]
        self._added += result.added
        self._removed += result.removed


def _told_apart(
    regions: Iterable[ListedRegion], marks: Sequence[Mark]
) -> tuple[list[ListedRegion], list[ListedRegion]]:
    """Those regions that photoindex wrote, and all others."""
    left = list(marks)
    ours, theirs = [], []
    for region in regions:
        mark = next((mark for mark in left if _is_marked(region, mark)), None)
        if mark is None:
            theirs.append(region)
        else:
            left.remove(mark)
            ours.append(region)
    return ours, theirs


def _is_marked(region: ListedRegion, mark: Mark) -> bool:
    if region.box is None or mark.box is None or not _equal(region.name, mark.name):
        return False
    return region.box.iou(mark.box) >= _SAME_BOX


def _mark_of(face: NamedBox, marks: Sequence[Mark]) -> Mark | None:
    """What photoindex wrote about this face."""
    same_name = (mark for mark in marks if _equal(mark.name, face.name))
    return next((mark for mark in same_name if mark.box is not None and mark.box.iou(face.box) >= _SAME_FACE), None)


def _nearest(box: Box, regions: Sequence[ListedRegion]) -> ListedRegion | None:
    """The region of the same face, if there is one."""
    best = max(regions, key=lambda region: region.box.iou(box) if region.box else 0.0, default=None)
    return best if best is not None and best.box is not None and best.box.iou(box) >= _SAME_FACE else None


def _overlap(one: Box | None, other: Box) -> bool:
    """Whether two boxes with one name are one face: the centre of one lies in the other."""
    return one is not None and (_holds(one, *other.center) or _holds(other, *one.center))


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def _equal(one: str, other: str) -> bool:
    return tidied(one) == tidied(other)


def _new_packet() -> Packet:
    root = etree.Element(named(X, "xmpmeta"), nsmap={"x": X})
    root.set(named(X, "xmptk"), f"photoindex {__version__}")
    root.text, rdf = "\n ", etree.SubElement(root, named(RDF, "RDF"), nsmap={"rdf": RDF})
    rdf.tail, rdf.text = "\n", "\n  "
    description = etree.SubElement(rdf, named(RDF, "Description"))
    description.set(named(RDF, "about"), "")
    description.tail = "\n "
    return Packet(
        root,
        before='<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n',
        after='\n<?xpacket end="w"?>\n',
    )
