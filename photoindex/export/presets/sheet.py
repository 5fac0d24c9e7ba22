"""Plan a contact sheet of photos with captions, as a PDF to print and as pages for a browser."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from photoindex.export.contents.streams import Spool
from photoindex.export.engine.records import Plan, Planned, Settle, Undrawn
from photoindex.export.fonts import undrawable
from photoindex.export.presets.records import PresetPhoto
from photoindex.export.presets.sheet_pages import PHOTOS_ON_A_PAGE, PageSheet, page_name
from photoindex.export.presets.sheet_pdf import PdfSheet
from photoindex.export.presets.sheet_records import Photos, Pictures, SheetTexts

# Changed whenever sheets would look different.
_VERSION = "3"


def plan_sheet(photos: Photos, texts: SheetTexts, drawn: Callable[[], None]) -> Plan:
    """`sheet.pdf` and `sheet.html` (and `sheet-2.html` and so on) with all photos. `drawn` is called for each photo
    that is drawn.
    """
    words = [texts.title, texts.note]
    digests = [digest.hexdigest() for digest in _digests(photos(), texts, words)]
    undrawn = undrawable(words)
    with Spool() as spool:
        pictures = Pictures(spool, drawn)
        whole = hashlib.sha256("".join(digests).encode()).hexdigest()
        # With another font, the PDF is drawn again.
        recipe = f"{whole} {undrawn}" if undrawn else whole
        yield Planned("sheet.pdf", (), "sheet.pdf", PdfSheet(photos, texts, pictures), recipe)
        yield Undrawn(undrawn)
        for number, digest in enumerate(digests):
            name = page_name(number)
            content = PageSheet(photos, texts, pictures, number, len(digests))
            yield Planned(name, (), name, content, f"{digest} of {len(digests)}")
        yield Settle()
        yield from pictures.left_out


def _digests(photos: Iterable[PresetPhoto], texts: SheetTexts, words: list[str]) -> Iterator["hashlib._Hash"]:
    """A digest of the contents of each page. All captions are added to `words`."""
    remaining = iter(photos)
    while page := list(islice(remaining, PHOTOS_ON_A_PAGE)):
        digest = hashlib.sha256(f"{_VERSION} {texts.title} {texts.note}".encode("utf-8", "replace"))
        for photo in page:
            captions = texts.captions(photo)
            words += captions
            lines = (photo.photo.content_hash, *captions)
            digest.update("\0".join(lines).encode("utf-8", "replace"))
        yield digest
