"""Read the lists of people in a photo: Iptc4xmpExt:PersonInImage, with or without details, and mediapro:People.

IPTC Photo Metadata Standard 2023.2, "Person Shown in the Image" and "Person Shown in the Image with Details".
"""

from photoindex.interop.xmp.namespaces import IPTC_EXTENSION, MEDIAPRO
from photoindex.interop.xmp.packet import Packet
from photoindex.interop.xmp.said import Said, text_field

LISTS = ((IPTC_EXTENSION, "PersonInImage"), (IPTC_EXTENSION, "PersonInImageWDetails"), (MEDIAPRO, "People"))
"""The lists of people: namespace and name."""


def read_list(packet: Packet, namespace: str, name: str) -> Said | None:
    """The people in one list; None if the packet does not have it."""
    people = packet.value(namespace, name)
    if people is None:
        return None
    said = Said()
    for person in said.bounded(people):
        said.add_name(person.text or text_field(person, IPTC_EXTENSION, "PersonName"))
    return said
