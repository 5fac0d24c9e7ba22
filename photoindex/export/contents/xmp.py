"""Take facts out of an XMP packet: where the photo was taken, and what is only true of the old picture."""

import re

from lxml import etree

# By the name of the property, in any schema: Exif, Photoshop, IPTC Core and Extension, and the makers of drones.
_PLACES = re.compile(
    r"(?i)gps|latitude|longitude|altitude|location|sublocation|geotag|^(city|state|country|countrycode|region)$"
)
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_TIFF = "{http://ns.adobe.com/tiff/1.0/}"
# The turn and size of the old picture, boxes of faces in it, what lies behind it in its file, and its preview.
_OF_OLD_PICTURE = frozenset((
    f"{_TIFF}Orientation", f"{_TIFF}ImageWidth", f"{_TIFF}ImageLength",
    "{http://www.metadataworkinggroup.com/schemas/regions/}Regions",
    "{http://ns.microsoft.com/photo/1.2/}RegionInfo",
    "{http://ns.adobe.com/xap/1.0/}Thumbnails", "{http://ns.adobe.com/xmp/note/}HasExtendedXMP",
    "{http://ns.google.com/photos/1.0/container/}Directory",
))  # fmt: skip
_EXTENDED = "{http://ns.adobe.com/xmp/note/}HasExtendedXMP"
_HEAD = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_TAIL = b'<?xpacket end="w"?>'


def without(packet: bytes, *, location: bool, layout: bool) -> bytes | None:
    """The packet without what says where the photo was taken (with `location`), and without what is only true of the
    old picture (with `layout`); None if the packet cannot be read, so that nothing of it should be kept.

    A reference to a second part of the packet is taken out in any case.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    if b"<!DOCTYPE" in packet:
        return None
    try:
        root = etree.fromstring(packet.strip(b"\0 \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    for element in list(root.iter(etree.Element)):
        for name in list(element.attrib):
            if _goes(str(name), location=location, layout=layout):
                del element.attrib[name]
        parent = element.getparent()
        if parent is not None and _goes(str(element.tag), location=location, layout=layout):
            parent.remove(element)
    data: bytes = etree.tostring(root)
    return _HEAD + data + _TAIL if b"<?xpacket" in packet else data


def in_place(packet: bytes, *, everything: bool) -> bytes:
    """The packet without places, or without anything, in as many bytes as before, for files that name its position."""
    kept = b"" if everything else (without(packet, location=True, layout=False) or b"")
    if len(kept) > len(packet):
        kept = b""
    body = kept.removesuffix(_TAIL)
    tail = kept[len(body) :]
    return body + b" " * (len(packet) - len(body) - len(tail)) + tail


def _goes(name: str, *, location: bool, layout: bool) -> bool:
    if name.startswith(_RDF):
        return False
    return (
        name == _EXTENDED
        or (layout and name in _OF_OLD_PICTURE)
        or (location and _PLACES.search(name.rpartition("}")[2]) is not None)
    )
