"""Make a film of photos: with the choreography of the slideshow, as MP4."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.errors import PhotoError, StorageError
from photoindex.export.files import writing
from photoindex.export.film.joining import check_decodable, join
from photoindex.export.film.mp4 import require_encoder
from photoindex.export.film.placement import Size
from photoindex.export.film.places import check_film_file
from photoindex.export.film.scenes import UnusableError
from photoindex.export.film.script import RATE, Act, script_of
from photoindex.export.film.segments import Segment, Workplace, length_of
from photoindex.export.fonts import undrawable
from photoindex.export.music import check_music_file
from photoindex.export.records import (
    ChapterKind,
    ExportPhoto,
    NotExportedError,
    Progress,
    Skipped,
    SlideshowTexts,
    nothing_shown,
    skipped,
)
from photoindex.files import whole_path


@dataclass(frozen=True, slots=True)
class FilmOptions:
    """How a film is made. `height` is in pixels, and the width 16 ninths of it; every shot takes `seconds`."""

    texts: SlideshowTexts
    height: int = 1080
    seconds: float = 5.0
    chapters: ChapterKind = "year"
    music: Path | None = None

    @property
    def view(self) -> Size:
        # Video needs even sides.
        return Size(round(self.height * 8 / 9) * 2, self.height - self.height % 2)


@dataclass(frozen=True, slots=True)
class FilmReport:
    """The number of photos shown, the length of the film, the photos that were left out, and the letters that became
    question marks because no font has them.
    """

    photos: int
    seconds: float
    skipped: tuple[Skipped, ...]
    undrawn: str = ""


def check_film(file: Path, options: FilmOptions) -> None:
    """Check before the work begins that a film can be made; raises the same errors as `write_film`."""
    check_film_file(file)
    require_encoder()
    if options.music is not None:
        check_music_file(options.music)
        check_decodable(options.music)


def write_film(photos: Sequence[ExportPhoto], file: Path, options: FilmOptions, progress: Progress) -> FilmReport:
    """Write a film of these photos, in their order, completely or not at all. Only its owner can read it. A film that
    an earlier export wrote is replaced.

    Finished pieces are kept beside the file until the film is complete, so that a film that was interrupted at any
    moment goes on when it is made again with the same options.

    Raises:
        UsageError: as for `check_film_file`, or the music cannot be decoded.
        NotFoundError: no photo can be opened.
        MissingLibraryError: the package for films is not installed.
        StorageError: the disk is full, or cannot be written.
    """
    check_film(file, options)
    workplace = Workplace(file)
    left_out: list[Skipped] = []
    shown = [photo for photo in photos if _is_there(photo, left_out)]
    try:
        acts, segments = _segments(workplace, shown, left_out, options, progress)
        with writing(file), whole_path(workplace.joined, private=True) as path:
            join(segments, options.music, path)
        with writing(file):
            workplace.joined.replace(file)
    except StorageError as error:
        raise StorageError(
            error.message, hint="Make room; finished parts of the film are kept, and the same command continues."
        ) from error
    workplace.remove()
    seconds = sum(segment.frames for segment in segments) / RATE
    return FilmReport(_shown(acts), seconds, tuple(left_out), _undrawn(acts))


def planned_film(photos: Sequence[ExportPhoto], file: Path, options: FilmOptions) -> FilmReport:
    """What `write_film` would report if all photos that are there can be decoded; writes nothing, and raises the same
    errors.
    """
    check_film(file, options)
    left_out: list[Skipped] = []
    shown = [photo for photo in photos if _is_there(photo, left_out)]
    if not shown:
        raise nothing_shown()
    acts = script_of(shown, options.texts, options.chapters, options.view, options.seconds)
    frames = sum(length_of(act, first=number == 0) for number, act in enumerate(acts))
    return FilmReport(_shown(acts), frames / RATE, tuple(left_out), _undrawn(acts))


def _undrawn(acts: Sequence[Act]) -> str:
    texts = [text for act in acts for pair in (act.title, act.heading) if pair for text in pair]
    texts += [text for act in acts for cell in act.shot.cells for text in (cell.item.caption, cell.item.details)]
    return undrawable(texts)


def _shown(acts: Sequence[Act]) -> int:
    """The number of photos in these acts."""
    return len({cell.item.photo.content_hash for act in acts for cell in act.shot.cells})


def _is_there(photo: ExportPhoto, left_out: list[Skipped]) -> bool:
    try:
        if not (photo.width and photo.height):
            raise NotExportedError("damaged", "its size is unknown")
        if photo.lost is not None:
            raise NotExportedError(photo.lost)
    except PhotoError as error:
        left_out.append(skipped(photo.path, error))
        return False
    return True


def _segments(
    workplace: Workplace, photos: list[ExportPhoto], left_out: list[Skipped], options: FilmOptions, progress: Progress
) -> tuple[list[Act], list[Segment]]:
    """Encode all acts. If a photo cannot be decoded, the film is arranged again without it, and the segments that stay
    the same are kept.
    """
    while photos:
        acts = script_of(photos, options.texts, options.chapters, options.view, options.seconds)
        try:
            return acts, workplace.segments(acts, options.view, progress)
        except UnusableError as error:
            left_out.append(skipped(error.item.photo.path, error.reason))
            photos = [photo for photo in photos if photo is not error.item.photo]
    raise nothing_shown()
