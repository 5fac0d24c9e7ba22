"""Write names into the lists of keywords of an XMP packet: flat keywords, and the hierarchies of two programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from lxml import etree

from photoindex.interop.xmp.editing import Container, add_item, add_property, array_in, find_property, items_of, remove
from photoindex.interop.xmp.namespaces import DC, DIGIKAM, LIGHTROOM, named

SUBJECT = named(DC, "subject")
# Property, kind of its array, and what separates "People" from the name.
HIERARCHIES: tuple[tuple[str, Container, str], ...] = (
    (named(DIGIKAM, "TagsList"), "Seq", "/"),
    (named(LIGHTROOM, "hierarchicalSubject"), "Bag", "|"),
)
_TOP = "People"


@dataclass(frozen=True, slots=True)
class WrittenKeywords:
    """The names whose keywords in the lists are ours, and the numbers of keywords that were added and removed."""

    ours: frozenset[str]
    added: int
    removed: int


def write_keywords(rdf: etree._Element, names: Sequence[str], before: Sequence[str]) -> WrittenKeywords:
    """Bring the flat keywords (dc:subject) up to date. `before` are names that we wrote there; others are not ours."""
    return _write_list(rdf, SUBJECT, "Bag", {name: name for name in names}, before)


def write_hierarchies(rdf: etree._Element, names: Sequence[str], before: Sequence[str]) -> WrittenKeywords:
    """Bring the tags below "People" up to date, for digiKam and for Lightroom. A name with the character that separates
    the levels of a tag is left out.
    """
    ours: frozenset[str] = frozenset()
    added = removed = 0
    for tag, kind, separator in HIERARCHIES:
        texts = {name: f"{_TOP}{separator}{name}" for name in names if separator not in name}
        result = _write_list(rdf, tag, kind, texts, [f"{_TOP}{separator}{name}" for name in before])
        ours, added, removed = ours | result.ours, added + result.added, removed + result.removed
    return WrittenKeywords(ours, added, removed)


def _write_list(
    rdf: etree._Element, tag: str, kind: Container, texts: Mapping[str, str], before: Sequence[str]
) -> WrittenKeywords:
    """Bring a list of texts up to date. `texts` are the texts that it should hold, by name."""
    found = find_property(rdf, tag)
    items = {_folded(item.text or ""): item for item in items_of(found)}
    wanted = {_folded(text): name for name, text in texts.items()}
    written = {_folded(text) for text in before}
    gone = written & items.keys() - wanted.keys()
    for text in gone:
        remove(items.pop(text))
    ours = {name for text, name in wanted.items() if text in items and text in written}
    missing = [name for text, name in wanted.items() if text not in items]
    for name in missing:
        found = add_property(rdf, tag) if found is None else found
        add_item(array_in(found, kind), texts[name])
    if found is not None and gone and not any(True for _ in items_of(found)):
        remove(found)
    return WrittenKeywords(frozenset(ours) | frozenset(missing), len(missing), len(gone))


def _folded(text: str) -> str:
    return normalize("NFC", text.strip())
