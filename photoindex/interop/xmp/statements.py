"""Read everything that the XMP packets of one file say about people, by schema."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from photoindex.interop.photo_names import Fault
from photoindex.interop.xmp.acdsee import read_acdsee
from photoindex.interop.xmp.hierarchies import HIERARCHIES, read_hierarchy
from photoindex.interop.xmp.microsoft import read_microsoft
from photoindex.interop.xmp.mwg import read_mwg
from photoindex.interop.xmp.namespaces import (
    ACDSEE_REGIONS,
    CAMERA_RAW,
    DIGIKAM,
    IPTC_EXTENSION,
    LIGHTROOM,
    MEDIAPRO,
    MICROSOFT_PEOPLE,
    MICROSOFT_PHOTO,
    MWG_REGIONS,
    OTHER_SPELLINGS,
    PHOTOSHOP,
)
from photoindex.interop.xmp.packet import Packet, PacketError, parsed, text_of
from photoindex.interop.xmp.people_lists import LISTS, read_list
from photoindex.interop.xmp.said import Said

BOXES = ("mwg", "microsoft", "acdsee")
"""The schemas that hold boxes, the most reliable first."""

_SCHEMAS: Mapping[str, Callable[[Packet], Said | None]] = {
    "mwg": read_mwg,
    "microsoft": read_microsoft,
    "acdsee": read_acdsee,
    **{
        f"{namespace}{name}": partial(read_hierarchy, namespace=namespace, name=name, separator=separator)
        for namespace, name, separator in HIERARCHIES
    },
    **{f"{namespace}{name}": partial(read_list, namespace=namespace, name=name) for namespace, name in LISTS},
}
_USED = (
    MWG_REGIONS, MICROSOFT_PEOPLE, ACDSEE_REGIONS, DIGIKAM, LIGHTROOM, MICROSOFT_PHOTO, MEDIAPRO, IPTC_EXTENSION,
)  # fmt: skip
_NAMESPACES = tuple(spelling for used in _USED for spelling in (used, *OTHER_SPELLINGS.get(used, ())))


@dataclass(slots=True)
class Statements:
    """What one file says.

    `by_schema` has only the schemas that the file uses, even if they are empty. `photo_suffix` is the lower-case suffix
    of the photo, with the dot, that a sidecar says it belongs to, and `photo_name` is the name of that photo; "" if it
    does not say so. `faults` are the fault and the detail of each part that could not be read.
    """

    by_schema: dict[str, Said] = field(default_factory=dict)
    photo_suffix: str = ""
    photo_name: str = ""
    faults: list[tuple[Fault, str]] = field(default_factory=list)

    def take(self, packet: bytes) -> None:
        """Add what a packet says. A schema that an earlier packet uses is left out."""
        try:
            text = text_of(packet)
            # Most packets name nobody, and need not be parsed.
            if not any(namespace in text for namespace in _NAMESPACES):
                return
            properties = parsed(text)
        except PacketError as error:
            self.faults.append((error.fault, str(error)))
            return
        for schema, read in _SCHEMAS.items():
            said = None if schema in self.by_schema else read(properties)
            if said is not None:
                self.by_schema[schema] = said
                self.faults += said.faults
        self._take_photo(properties)

    def _take_photo(self, properties: Packet) -> None:
        suffix = properties.value(PHOTOSHOP, "SidecarForExtension")
        name = properties.value(CAMERA_RAW, "RawFileName")
        if suffix and suffix.text and not self.photo_suffix:
            self.photo_suffix = f".{suffix.text.casefold().lstrip('.')}"
        if name and not self.photo_name:
            self.photo_name = name.text


def statements_of(packets: Sequence[bytes]) -> Statements:
    """What the packets of one file say."""
    found = Statements()
    for packet in packets:
        found.take(packet)
    return found
