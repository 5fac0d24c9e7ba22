"""Bound the work of decoding a HEIF or AVIF file, whose picture can be composed of many nested items."""

from photoindex.decode.heif_items import Item, Items, items_of
from photoindex.decode.limits import DecodeLimits, check_pixels, cost_at_once
from photoindex.errors import PhotoError

# No program writes files with deeper nesting; libheif refuses cycles.
_DEEPEST = 20

_AVIF_BRANDS = frozenset((b"avif", b"avis"))


def check_items(data: bytes, limits: DecodeLimits) -> None:
    """Refuse a file whose picture has too many pixels in all its parts together, or which has too much metadata.

    Raises PhotoError ("too-much-work", "too-many-pixels", "too-much-memory"), or struct.error for a damaged file.
    """
    kind = "AVIF" if data[8:12] in _AVIF_BRANDS else "HEIF"
    found = items_of(data, limits.parts)
    _check_descriptions(kind, found, limits)
    work = _Work(kind, found, limits)
    for number in [found.primary] if found.primary in found.items else list(found.items):
        pixels = work.of(number or 0, 0)
        if pixels > limits.passes:
            what = f"{kind} whose picture is made of {pixels:,} pixels in all its parts"
            raise PhotoError("decode", f"{what}, over the limit of {limits.passes:,}", "too-much-work")


def _check_descriptions(kind: str, found: Items, limits: DecodeLimits) -> None:
    """Bound metadata and profiles, which the decoder copies for each picture that has them."""
    copied = sum(item.described * item.length + item.profile for item in found.items.values())
    if copied > limits.description_bytes:
        what = f"{kind} with {copied:,} bytes of metadata and profiles for all its pictures"
        raise PhotoError("decode", f"{what}, over the limit of {limits.description_bytes:,}", "too-much-work")


class _Work:
    """Count the pixels that are decoded or copied for an item. An item that is used several times counts each time."""

    def __init__(self, kind: str, found: Items, limits: DecodeLimits) -> None:
        self._kind = kind
        self._items = found.items
        self._limits = limits
        self._known: dict[int, int] = {}

    def of(self, number: int, depth: int) -> int:
        """The pixels of an item. Raises PhotoError if a single picture is too large or items are nested too deeply."""
        if number in self._known:
            return self._known[number]
        if depth > _DEEPEST:
            message = f"{self._kind} whose picture has nested parts, over the limit of {_DEEPEST} levels"
            raise PhotoError("decode", message, "damaged")
        item = self._items.get(number, Item())
        for size in (item.size, item.canvas):
            check_pixels(self._kind, size, self._limits, cost_at_once(self._kind))
        own = item.size[0] * item.size[1] * (1 + item.transforms) + item.canvas[0] * item.canvas[1]
        total = own + sum(self.of(part, depth + 1) for part in (*item.parts, *item.beside))
        self._known[number] = total
        return total
