"""Take the text of an XMP packet apart, so that only its root element is written again.

Everything around the root element stays as it is: the byte order mark, the XML declaration, the packet wrapper, the
space that a program reserved, and comments.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from photoindex.interop.xmp.namespaces import RDF, X, named
from photoindex.interop.xmp.packet import MOST_BYTES, PacketError, root_of

# In this order: the mark of UTF-32 begins with the mark of UTF-16.
_MARKS: Mapping[bytes, str] = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# Packets in photos may end with a zero byte.
_AROUND = r"(?:[\s\0]*(?:<\?.*?\?>|<!--.*?-->))*[\s\0]*"
_BEFORE = re.compile(r"\ufeff?" + _AROUND, re.DOTALL)
_AFTER = re.compile(_AROUND, re.DOTALL)
_ROOT_NAME = re.compile(r"<([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)[\s/>]")
_DECLARATIONS = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Packet:
    """An XMP packet: its root element, the text before and after it, and how the text was written."""

    root: etree._Element
    before: str = ""
    after: str = ""
    encoding: str = "utf-8"
    newline: str = "\n"

    @property
    def rdf(self) -> etree._Element:
        """The rdf:RDF element."""
        return _rdf_in(self.root)

    def as_bytes(self) -> bytes:
        """The packet as it is now."""
        text = etree.tostring(self.root, encoding="unicode", with_tail=False).replace("\n", self.newline)
        # Only the root element can hold characters that the encoding lacks: the rest was read with it.
        return (self.before + text + self.after).encode(self.encoding, "xmlcharrefreplace")


def read_packet(data: bytes) -> Packet:
    """Parse a packet. Entities are refused, and nothing outside the text is read.

    Raises:
        PacketError: the text is longer than 16 MB, invalid, not XMP, or declares a document type or entities.
    """
    if len(data) > MOST_BYTES:
        raise PacketError("too-large", f"it is longer than {MOST_BYTES:,} bytes")
    encoding = _encoding_of(data)
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise PacketError("malformed", f"its text is not valid {encoding}") from error
    if _DECLARATIONS.search(text):
        raise PacketError("malformed", "it declares a document type or entities, which no XMP needs")
    before, middle, after = _taken_apart(text)
    root = root_of(middle, keep_comments=True)
    _rdf_in(root)
    only_crlf = "\r\n" in middle and middle.count("\r\n") == middle.count("\n")
    return Packet(root, before, after, encoding, "\r\n" if only_crlf else "\n")


def same_content(one: bytes, other: bytes) -> bool:
    """Whether two packets differ in their wrapper, quotes and reserved space at most.

    Raises:
        PacketError: one of them cannot be read.
    """
    return _canonical(one) == _canonical(other)


def _canonical(data: bytes) -> bytes:
    return etree.tostring(read_packet(data).root, method="c14n", with_tail=False)


def _encoding_of(data: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return encoding
    declared = _DECLARED.match(data.lstrip())
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def _taken_apart(text: str) -> tuple[str, str, str]:
    """The text before the root element, the element, and the text after it."""
    found = _BEFORE.match(text)
    start = found.end() if found else 0
    name = _ROOT_NAME.match(text, start)
    if name is None:
        raise PacketError("malformed", "it is not XML")
    end = text.rfind(f"</{name[1]}")
    end = text.find(">", end if end >= 0 else start) + 1
    if end == 0 or not _AFTER.fullmatch(text, end):
        raise PacketError("malformed", "it is not complete, or more than one document")
    return text[:start], text[start:end], text[end:]


def _rdf_in(root: etree._Element) -> etree._Element:
    if root.tag == named(RDF, "RDF"):
        return root
    found = root.find(named(RDF, "RDF")) if root.tag in {named(X, "xmpmeta"), named(X, "xapmeta")} else None
    if found is None:
        raise PacketError("malformed", "it is not XMP")
    return found
