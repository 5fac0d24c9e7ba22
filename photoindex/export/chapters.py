"""Divide the photos of a slideshow into chapters by year or by age."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from photoindex.domain.ages import Age
from photoindex.export.records import Chapter, ChapterKind, ExportPhoto

# A heading for every second photo would be tiring, so short years are put together.
_LEAST_PHOTOS = 4
# A thousand photos of forty years have forty chapters, a hundred photos have twelve.
_MOST_CHAPTERS = 12


def chapters_of(photos: Sequence[ExportPhoto], kind: ChapterKind) -> list[Chapter]:
    """The chapters of photos that are sorted by date, in the same order; undated photos come last.

    Successive years (or ages) with few photos are one chapter.
    """
    if kind == "none":
        return [_chapter("none", photos)] if photos else []
    least = max(_LEAST_PHOTOS, min(len(photos) // _MOST_CHAPTERS, 2 * _LEAST_PHOTOS))
    return [_chapter(kind, group) for group in _joined([list(group) for _, group in _by(photos, kind)], kind, least)]


def _by(photos: Sequence[ExportPhoto], kind: ChapterKind) -> Iterator[tuple[int | None, Iterator[ExportPhoto]]]:
    return groupby(photos, lambda photo: _key(photo, kind))


def _key(photo: ExportPhoto, kind: ChapterKind) -> int | None:
    """The year or age of a photo; None if it is unknown."""
    if kind == "age":
        return _years_old(photo.age) if photo.age else None
    return photo.taken_at.year if photo.taken_at else None


def _years_old(age: Age) -> int:
    return age.high if age.unit == "years" else age.high // 12


def _joined(groups: Sequence[list[ExportPhoto]], kind: ChapterKind, least: int) -> Iterator[list[ExportPhoto]]:
    """Join successive groups until they have at least `least` photos. Photos without a key stay apart."""
    chapter: list[ExportPhoto] = []
    done: list[list[ExportPhoto]] = []
    for group in groups:
        unknown = _key(group[0], kind) is None
        if chapter and (unknown or len(chapter) >= least):
            done.append(chapter)
            chapter = []
        if unknown:
            done.append(group)
        else:
            chapter = chapter + group
    if chapter:
        short = len(chapter) < least and done and _key(done[-1][0], kind) is not None
        done = [*done[:-1], done[-1] + chapter] if short else [*done, chapter]
    yield from done


def _chapter(kind: ChapterKind, photos: Sequence[ExportPhoto]) -> Chapter:
    years = [photo.taken_at.year for photo in photos if photo.taken_at]
    ages = sorted((photo.age for photo in photos if photo.age), key=lambda age: (_years_old(age), age.high))
    return Chapter(
        kind,
        len(photos),
        (years[0], years[-1]) if years else None,
        (ages[0], ages[-1]) if ages else None,
    )
