"""Find the titles, captions and keywords in an XMP packet, even a malformed one, by text search in bounded time."""

import html
import re

from photoindex.decode.text_cleaning import LONGEST_CAPTION, FoundTexts
from photoindex.decode.xmp import decoded_packet, prefixes_of

# The items of one property may take this many characters together.
_MOST_LETTERS = 200_000
_MOST_ITEMS = 500
_ITEM = re.compile(r"<[\w.-]{1,40}:li(?:\s[^<>]{0,299})?>([^<]*)<")

# XMP specification, parts 1 and 2; Lightroom's own namespace for keywords in levels.
_TITLES = (("dc", "title"), ("photoshop", "Headline"))
_CAPTIONS = (("dc", "description"), ("exif", "UserComment"))
_KEYWORDS = (("dc", "subject"), ("lr", "hierarchicalSubject"))


def xmp_texts(packet: bytes) -> FoundTexts:
    """The texts of an XMP packet in any encoding of XML."""
    text = decoded_packet(packet)
    prefixes = prefixes_of(text)

    def items(*fields: tuple[str, str]) -> tuple[str, ...]:
        return tuple(item for namespace, name in fields for item in _items(text, f"{prefixes[namespace]}:{name}"))

    return FoundTexts(items(*_TITLES), items(*_CAPTIONS), items(*_KEYWORDS))


def _items(text: str, name: str) -> list[str]:
    """The items of a property, or its only value, written as an attribute or as an element."""
    # Every repetition is bounded, so that the time is linear in the length of the packet.
    space, most = r"\s{0,99}", 4 * LONGEST_CAPTION
    opened = re.search(rf"<{re.escape(name)}(?:\s[^<>]{{0,299}})?>", text)
    if opened is None:
        value = rf"{space}={space}(?:\"([^\"<]{{0,{most}}})|'([^'<]{{0,{most}}}))"
        attribute = re.search(rf"\s{re.escape(name)}{value}", text)
        return [html.unescape(attribute[1] or attribute[2] or "")] if attribute else []
    end = text.find(f"</{name}", opened.end(), opened.end() + _MOST_LETTERS)
    content = text[opened.end() : end if end >= 0 else opened.end() + _MOST_LETTERS]
    found = [match[1] for _, match in zip(range(_MOST_ITEMS), _ITEM.finditer(content), strict=False)]
    if not found and "<" not in content:
        found = [content]
    return [html.unescape(item[:most]) for item in found]
