"""Film: make a film of found photos."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from photoindex.errors import UsageError
from photoindex.export.film.writing import FilmOptions, FilmReport, check_film, planned_film, write_film
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.find import Found
from photoindex.operations.slideshow import ChapterKind, SlideshowTexts, photos_to_show
from photoindex.store.opening.index import Index

__all__ = ["FilmReport", "FilmRequest", "film"]

_LEAST_HEIGHT, _LARGEST_HEIGHT = 144, 2160


@dataclass(frozen=True, slots=True)
class FilmRequest:
    """How a film is made. `best` is the number of photos to choose; None takes all. With `dry_run`, nothing is written.
    The others are as in `FilmOptions`; None for the usual values.
    """

    file: Path
    texts: SlideshowTexts
    chapters: ChapterKind = "year"
    music: Path | None = None
    best: int | None = None
    height: int | None = None
    seconds: float | None = None
    dry_run: bool = False


def film(index: Index, found: Found, request: FilmRequest, progress: Callable[[int, int], None]) -> FilmReport:
    """Make a film of these photos, in the order of their dates; it also raises the errors of `write_film`.

    Raises:
        UsageError: the file is no .mp4, the height is outside 144 to 2160 pixels, or chapters by age are wanted, but
            not of one person whose date of birth is known.
    """
    place = absolute(request.file)
    if place.suffix.lower() != ".mp4":
        raise UsageError(f"a film cannot be written as {request.file}", hint="Name a .mp4 file.")
    if request.height is not None and not _LEAST_HEIGHT <= request.height <= _LARGEST_HEIGHT:
        raise UsageError(f"the size must be {_LEAST_HEIGHT} to {_LARGEST_HEIGHT} pixels")
    usual = FilmOptions(request.texts)
    options = FilmOptions(
        request.texts, request.height or usual.height, request.seconds or usual.seconds, request.chapters, request.music
    )
    check_film(place, options)
    photos, _ = photos_to_show(index, found, request.chapters, request.best)
    return planned_film(photos, place, options) if request.dry_run else write_film(photos, place, options, progress)
