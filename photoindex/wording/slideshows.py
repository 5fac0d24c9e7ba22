"""Write the texts of a slideshow."""

from collections.abc import Iterable, Sequence

from photoindex.domain.names import short_name
from photoindex.operations.slideshow import Chapter, ExportPhoto, SlideshowTexts
from photoindex.wording.ages import age_words, ages_words
from photoindex.wording.counts import count
from photoindex.wording.dates import written_date
from photoindex.wording.lists import listed


def slideshow_texts(names: Sequence[str]) -> SlideshowTexts:
    """The texts of a slideshow of the people with these names; without names, of any photos."""
    shown = [short_name(name) for name in names] or ["Photos"]
    return SlideshowTexts(listed(shown), _subtitle, _caption, _details, _chapter)


def _subtitle(photos: int, years: Sequence[int]) -> str:
    """`37 photos · 2003 – 2019`."""
    number = count(photos, "photo")
    return f"{number} · {_span(years[0], years[-1])}" if years else number


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} – {last}"


def _caption(photo: ExportPhoto) -> str:
    """The date; without a date, the album."""
    if photo.taken_at is None:
        return photo.album or "Undated"
    return written_date(photo.taken_at, photo.taken_precision)


def _details(photo: ExportPhoto) -> str:
    """`12 years old · Summer in Portugal · with Tom and Ann`. If the person of the title is not in the photo, others
    would be taken to be of this age.
    """
    age = age_words(photo.age) if photo.age and photo.everybody else ""
    return " · ".join(filter(None, [age, photo.album if photo.taken_at else "", _others(photo)]))


def _others(photo: ExportPhoto) -> str:
    """Who is in the photo, without the people of the title if the photo shows them all."""
    faces = sorted(photo.faces, key=lambda face: face.box.center)
    names = _once(face.name for face in faces if face.name and not (face.main and photo.everybody))
    if not names:
        return ""
    return f"with {listed(names)}" if photo.everybody else listed(names)


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _chapter(chapter: Chapter) -> tuple[str, str]:
    """`1998` and `12 years old`; for chapters by age, `12 years old` and `1998`."""
    years = _span(*chapter.years) if chapter.years else ""
    ages = ages_words(*chapter.ages) if chapter.ages else ""
    if chapter.kind == "none":
        return "", ""
    if chapter.kind == "age":
        return (ages[:1].upper() + ages[1:], years) if ages else (years or "Undated", "")
    return years or "Undated", ages
