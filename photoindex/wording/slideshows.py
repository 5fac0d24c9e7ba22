"""Write the texts of a slideshow."""

from collections.abc import Sequence

from photoindex.domain.names import short_name
from photoindex.operations.slideshow import SlideshowTexts
from photoindex.wording.counts import count
from photoindex.wording.dates import written_date
from photoindex.wording.lists import listed


def slideshow_texts(names: Sequence[str]) -> SlideshowTexts:
    """The texts of a slideshow of the people with these names; without names, of any photos."""
    shown = [short_name(name) for name in names] or ["Photos"]
    return SlideshowTexts(listed(shown), _subtitle, written_date)


def _subtitle(photos: int, years: Sequence[int]) -> str:
    """`37 photos · 2003 – 2019`."""
    number = count(photos, "photo")
    if not years:
        return number
    return f"{number} · {years[0]}" if len(years) == 1 else f"{number} · {years[0]} – {years[-1]}"
