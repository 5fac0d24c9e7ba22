"""Read the properties of an XMP packet that anybody may have written: without entities, without access to the network,
and within limits of size and depth.

XMP specification, part 1 (ISO 16684-1), section 7: the same property can be written as an attribute or as an element,
and a structure as a nested rdf:Description, with rdf:parseType="Resource" or with attributes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from photoindex.interop.photo_names import Fault
from photoindex.interop.xmp.namespaces import OTHER_SPELLINGS, RDF, named

MOST_BYTES: Final = 16_000_000
"""The most bytes of a packet or a sidecar file. Packets with masks of local adjustments take a few megabytes."""

# Each tag and each attribute takes up to 350 bytes of memory.
_MOST_MARKS = 500_000
# exiftool writes one for each schema.
_MOST_DESCRIPTIONS = 1000
# Regions are nested about twelve levels deep.
_DEEPEST = 100

_ENCODINGS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"),
)  # fmt: skip
_DECLARED = re.compile(
    rb"<\?xml\s[^>]{0,99}encoding\s{0,9}=\s{0,9}[\"'](?:iso-8859-1|windows-1252)[\"']", re.IGNORECASE
)
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,199}\?>")
_DOCUMENT_TYPE = re.compile(r"<!\s{0,9}(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
# XML 1.0, section 2.2. Some cameras and programs leave such characters in their packets.
_NO_CHARACTERS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# XML_ERR_RESOURCE_LIMIT, whose number depends on the version of libxml2.
_LIMITS_OF_LIBXML2 = frozenset((114, 118))
_END = "<?xpacket end"

_LISTS = frozenset(named(RDF, name) for name in ("Bag", "Seq", "Alt"))
_ITEM, _DESCRIPTION, _VALUE = named(RDF, "li"), named(RDF, "Description"), named(RDF, "value")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_is_too_deep = etree.XPath(f"boolean({'/*' * (_DEEPEST + 1)})")


class PacketError(ValueError):
    """A packet that cannot be read. `fault` says why, and the message is the detail."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault: Fault = fault


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a property: a text, a structure or a list."""

    _source: "etree._Element | str"

    @property
    def text(self) -> str:
        """The text without white space around it; "" for a structure. Of texts in several languages, the default one
        or else the first.
        """
        source = self._source
        if isinstance(source, str):
            return source.strip()
        choices = list(_items(source))
        if choices:
            chosen = next((item for item in choices if item.get(_LANGUAGE) == "x-default"), choices[0])
            return Value(chosen).text if not any(child.tag in _LISTS for child in chosen) else ""
        inner = next((child.text for holder in _holders(source) for child in holder if child.tag == _VALUE), None)
        return (inner or source.text or source.get(named(RDF, "resource")) or "").strip()

    def field(self, namespace: str, name: str) -> "Value | None":
        """A field of a structure."""
        return None if isinstance(self._source, str) else _field(_holders(self._source), namespace, name)

    def items(self) -> "Iterator[Value]":
        """The items of a list. A value that is not a list counts as its only item, unless it is empty."""
        source = self._source
        lists = [] if isinstance(source, str) else [child for child in source if child.tag in _LISTS]
        if lists and not isinstance(source, str):
            yield from map(Value, _items(source))
        elif self.text or (not isinstance(source, str) and len(source)):
            yield self


@dataclass(frozen=True, slots=True)
class Packet:
    """The properties of a packet."""

    _descriptions: "tuple[etree._Element, ...]"

    def value(self, namespace: str, name: str) -> Value | None:
        """The value of a property; None if the packet does not have it."""
        return _field(self._descriptions, namespace, name)


def text_of(packet: bytes) -> str:
    """The text of a packet in any encoding of XML, from its first to its last tag, without a declaration of XML.

    Raises PacketError ("too-large").
    """
    if len(packet) > MOST_BYTES:
        raise PacketError("too-large", f"more than {MOST_BYTES:,} bytes")
    packet = packet.strip(b" \t\r\n")
    encoding = next((encoding for mark, encoding in _ENCODINGS if packet.startswith(mark)), None)
    if encoding is None:
        encoding = "cp1252" if _DECLARED.match(packet) else "utf-8"
    text = _decoded(packet, encoding)
    if _NO_CHARACTERS.search(text):
        text = _NO_CHARACTERS.sub("", text)
    end = text.find(_END)
    text = text[max(text.find("<"), 0) : text.rfind(">", 0, end if end >= 0 else len(text)) + 1]
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def parsed(text: str) -> Packet:
    """The properties in the text of a packet; raises PacketError."""
    root = root_of(text)
    descriptions = [node for rdf in root.iter(named(RDF, "RDF")) for node in rdf]
    descriptions = descriptions or list(root.iter(_DESCRIPTION))
    if len(descriptions) > _MOST_DESCRIPTIONS:
        raise PacketError("too-large", f"more than {_MOST_DESCRIPTIONS:,} descriptions")
    return Packet(tuple(descriptions))


def root_of(text: str, *, keep_comments: bool = False) -> "etree._Element":
    """The root element of the text of a packet.

    Args:
        keep_comments: keep comments and processing instructions in the tree, for writing it again.

    Raises:
        PacketError: the text is not XML or declares a document type ("malformed"), or it has more tags and attributes,
            or more levels, than any real packet ("too-large").
    """
    if _DOCUMENT_TYPE.search(text):
        raise PacketError("malformed", "it declares a document type")
    if text.count("<") + text.count("=") > _MOST_MARKS:
        raise PacketError("too-large", f"more than {_MOST_MARKS:,} tags and attributes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, attribute_defaults=False,
        huge_tree=False, collect_ids=False, remove_comments=not keep_comments, remove_pis=not keep_comments,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) in _LIMITS_OF_LIBXML2:
            raise PacketError("too-large", "deeper, or with a longer text, than any real packet") from error
        raise PacketError("malformed", f"not XML: {error.msg}") from error
    if _is_too_deep(root):
        raise PacketError("too-large", f"nested more than {_DEEPEST} levels deep")
    return root


def _decoded(packet: bytes, encoding: str) -> str:
    try:
        return packet.decode(encoding)
    except UnicodeDecodeError:
        # The encoding of Western Windows, which careless programs write without saying so; it has a few gaps.
        return packet.decode("cp1252" if encoding == "utf-8" else encoding, errors="replace")


def _items(element: "etree._Element") -> "Iterator[etree._Element]":
    for child in element:
        if child.tag in _LISTS:
            for item in child:
                if item.tag == _ITEM:
                    yield item


def _holders(element: "etree._Element") -> "list[etree._Element]":
    """The elements whose attributes and children are the fields of a structure."""
    return [element, *(child for child in element if child.tag == _DESCRIPTION)]


def _field(holders: "list[etree._Element] | tuple[etree._Element, ...]", namespace: str, name: str) -> Value | None:
    for spelling in (namespace, *OTHER_SPELLINGS.get(namespace, ())):
        full = named(spelling, name)
        for holder in holders:
            attribute = holder.get(full)
            if attribute is not None:
                return Value(attribute)
            for child in holder.iterchildren(full):
                return Value(child)
    return None
