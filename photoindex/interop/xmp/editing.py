"""Change properties of an XMP packet in place: every element and attribute that is not meant stays where it is.

XMP writes one structure in several ways (XMP specification, part 1, section 7.9): fields are child elements of an
element with rdf:parseType="Resource", child elements of an rdf:Description, or attributes of either.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from lxml import etree

from photoindex.interop.xmp.namespaces import PREFIXES, RDF, named
from photoindex.interop.xmp.packet import PacketError

Container = Literal["Bag", "Seq"]

_DESCRIPTION = named(RDF, "Description")
_ABOUT = named(RDF, "about")
_PARSE_TYPE = named(RDF, "parseType")
_ITEM = named(RDF, "li")
_CONTAINERS = {named(RDF, "Bag"), named(RDF, "Seq"), named(RDF, "Alt")}
# Characters that XML cannot hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_xml(text: str) -> str:
    """The text, with a space for each character that XML cannot hold."""
    return _NOT_XML.sub(" ", text)


def find_property(rdf: etree._Element, tag: str) -> etree._Element | None:
    """The property with this name. A packet may spread its properties over several descriptions."""
    return next(
        (found for description in rdf.iterchildren(_DESCRIPTION) for found in description.iterchildren(tag)), None
    )


def add_property(rdf: etree._Element, tag: str, *inner: str) -> etree._Element:
    """A new, empty property in the first description of the packet. `inner` are namespaces that it will need inside."""
    return append(add_description(rdf), tag, inner=inner)


def add_description(rdf: etree._Element) -> etree._Element:
    """Return the first description of the packet, and add one if the packet has none."""
    description = next(rdf.iterchildren(_DESCRIPTION), None)
    if description is None:
        description = append(rdf, _DESCRIPTION)
        description.set(_ABOUT, "")
    return description


def append(parent: etree._Element, tag: str, text: str | None = None, *, inner: Sequence[str] = ()) -> etree._Element:
    """A new last child, indented like its siblings. `inner` are namespaces that it will need inside."""
    needed = {PREFIXES[namespace]: namespace for namespace in (*inner, etree.QName(tag).namespace) if namespace}
    # A prefix that stands for something else here is left to lxml, which makes one up.
    known = {prefix: name for prefix, name in needed.items() if parent.nsmap.get(prefix) in {None, name}}
    child = parent.makeelement(
        tag, nsmap={key: name for key, name in known.items() if name not in parent.nsmap.values()}
    )
    child.text = text
    if len(parent):
        last = parent[-1]
        child.tail, last.tail = last.tail, _indent_in(parent)
    else:
        child.tail, parent.text = _indent_of(parent), _indent_in(parent)
    parent.append(child)
    return child


def _indent_of(element: etree._Element) -> str:
    """The line break and spaces in front of an element; just a line break if it is not on a line of its own."""
    before = element.getprevious()
    parent = element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else None
    text = text or ""
    return text[text.rfind("\n") :] if "\n" in text and not text.strip() else "\n"


def _indent_in(element: etree._Element) -> str:
    """The line break and spaces in front of the children of an element."""
    text = element.text or ""
    if len(element) and "\n" in text and not text.strip():
        return text[text.rfind("\n") :]
    return _indent_of(element) + " "


def remove(element: etree._Element) -> None:
    """Remove an element; the space that separated it from the next element goes with it."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    if element.getnext() is None:
        if before is not None:
            before.tail = element.tail
        elif not (parent.text or "").strip():
            parent.text = element.tail
    parent.remove(element)


def fields_of(structure: etree._Element) -> etree._Element:
    """The element that holds the fields of a structure."""
    inner = structure.find(_DESCRIPTION)
    return structure if inner is None else inner


def field_text(structure: etree._Element, tag: str) -> str:
    """The text of a simple field; "" if it is missing."""
    holder = fields_of(structure)
    child = holder.find(tag)
    if child is not None:
        return (child.text or "").strip()
    return (holder.get(tag) or structure.get(tag) or "").strip()


def field_structure(structure: etree._Element, tag: str) -> etree._Element | None:
    """A field that is a structure or an array itself."""
    return fields_of(structure).find(tag)


def set_field(structure: etree._Element, tag: str, text: str) -> None:
    """Set a simple field, in the way in which it is written already."""
    holder = fields_of(structure)
    child = holder.find(tag)
    if child is not None:
        for inner in list(child):
            child.remove(inner)
        child.text = text
    elif tag in holder.attrib or tag in structure.attrib:
        (holder if tag in holder.attrib else structure).set(tag, text)
    elif holder is structure and holder.attrib and holder.get(_PARSE_TYPE) is None and not len(holder):
        holder.set(tag, text)
    else:
        append(holder, tag, text)


def new_structure(parent: etree._Element, tag: str) -> etree._Element:
    """A new field of `parent`, or a new item, that is a structure without fields yet."""
    return as_structure(append(parent, tag))


def as_structure(element: etree._Element) -> etree._Element:
    """The element, as one that may get fields."""
    if element.find(_DESCRIPTION) is None and element.get(_PARSE_TYPE) is None:
        if len(element) or (element.text or "").strip():
            raise PacketError("malformed", f"{etree.QName(element).localname} is not a structure")
        element.set(_PARSE_TYPE, "Resource")
    return element


def array_in(element: etree._Element, kind: Container) -> etree._Element:
    """The array in a property or field, of whatever kind it is. An empty one gets a new array of this kind.

    Raises:
        PacketError: it holds something else.
    """
    array = next((child for child in element if child.tag in _CONTAINERS), None)
    if array is not None:
        return array
    if len(element) or (element.text or "").strip():
        raise PacketError("malformed", f"{etree.QName(element).localname} is not a list")
    if _PARSE_TYPE in element.attrib:
        del element.attrib[_PARSE_TYPE]
    return append(element, named(RDF, kind))


def items_of(element: etree._Element | None) -> Iterator[etree._Element]:
    """The items of the array in a property or field."""
    array = None if element is None else next((child for child in element if child.tag in _CONTAINERS), None)
    return iter(()) if array is None else iter(list(array.iterchildren(_ITEM)))


def add_item(array: etree._Element, text: str | None = None) -> etree._Element:
    """A new last item of an array."""
    return append(array, _ITEM, text)
