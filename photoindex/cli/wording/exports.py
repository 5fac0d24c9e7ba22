"""Write the texts of a slideshow, and say why an export skipped a file."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from photoindex.domain.names import short_name
from photoindex.operations.find import SlideshowTexts
from photoindex.wording.counts import count
from photoindex.wording.dates import written_date

if TYPE_CHECKING:
    from photoindex.operations.find import Skipped, SkipReason

_WORDS: "Mapping[SkipReason, str]" = {
    "away": "its disk is offline",
    "changed": "is no longer the photo that was scanned; scan again",
    "missing": "the file is missing",
    "unreadable": "cannot be read",
    "edited": "it has changed since it was exported, so it stays",
    "not-an-original": "it is a copy that an earlier export made, and has changed since",
}


def slideshow_texts(names: Sequence[str]) -> SlideshowTexts:
    """The texts of a slideshow of the people with these names, of whom there is at least one."""
    *first, last = map(short_name, names)
    return SlideshowTexts(f"{', '.join(first)} and {last}" if first else last, _subtitle, written_date)


def _subtitle(photos: int, years: Sequence[int]) -> str:
    """`37 photos · 2003 – 2019`."""
    number = count(photos, "photo")
    if not years:
        return number
    return f"{number} · {years[0]}" if len(years) == 1 else f"{number} · {years[0]} – {years[-1]}"


def in_words(skipped: "Skipped") -> str:
    """The reason, with the details from the system or the decoder."""
    match skipped.reason:
        case "repeated":
            return f"the same photo as {skipped.detail}"
        case "damaged":
            return skipped.detail
        case reason:
            return f"{_WORDS[reason]}: {skipped.detail}" if skipped.detail else _WORDS[reason]
