"""Export found photos as a folder that opens as a slideshow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from photoindex.advice.people import SayBirth
from photoindex.domain.names import short_name
from photoindex.errors import UsageError
from photoindex.export import (
    Chapter,
    ChapterKind,
    ExportOptions,
    ExportPhoto,
    Skipped,
    SkipReason,
    SlideshowTexts,
    export_photos,
)
from photoindex.export.contents.form import PLAIN, Form
from photoindex.export.engine.record import SLIDESHOW
from photoindex.export.engine.records import RunReport, Watch
from photoindex.export.engine.settings import Settings, settings_for
from photoindex.operations.common.own_exports import refuse_library
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.find import Found, FoundPhoto
from photoindex.operations.slideshows.choosing import best_of, reasons
from photoindex.operations.slideshows.describing import About, described, known_about
from photoindex.store.opening.index import Index

__all__ = [
    "Chapter",
    "ChapterKind",
    "ExportPhoto",
    "Form",
    "RunReport",
    "Settings",
    "SkipReason",
    "Skipped",
    "SlideshowRequest",
    "SlideshowTexts",
    "Watch",
    "export",
    "photos_to_show",
]

# The settings of a slideshow, and their usual values.
_USUAL: Mapping[str, object] = {"link": False, "chapters": "year", "best": None, **PLAIN}


@dataclass(frozen=True, slots=True)
class SlideshowRequest:
    """How a slideshow is made. `best` is the number of photos to choose; None takes all. The others are as in
    `ExportOptions`. In an update, what is not given here stays as in the earlier export; `link` is not given if it is
    None.
    """

    folder: Path
    texts: SlideshowTexts
    link: bool | None = None
    form: Form = field(default_factory=Form)
    update: bool = False
    dry_run: bool = False
    chapters: ChapterKind | None = None
    music: Path | None = None
    best: int | None = None


def export(index: Index, found: Found, request: SlideshowRequest, watch: Watch) -> RunReport:
    """Export these photos to a folder that opens as a slideshow; it also raises the errors of `export_photos`.

    Raises:
        UsageError: the folder belongs to the library, so that the record of the export would hide its photos from
            scans; links are wanted, but also another form of the photos; or chapters by age are wanted, but not of one
            person whose date of birth is known.
        NotFoundError: none of the photos can be opened, and the folder holds none of them yet.
    """
    if request.link and not request.form.is_plain:
        raise UsageError("links show the photos as they are", hint="Export copies to change their form.")
    refuse_library(index, request.folder)
    place = absolute(request.folder)
    given = {"link": request.link, "chapters": request.chapters, "best": request.best, **request.form.changes}
    settings = settings_for(place, SLIDESHOW, _USUAL, given, update=request.update)
    values = settings.values
    form = Form.of(values)
    private = form.strip == "metadata"
    photos, choice = photos_to_show(index, found, values["chapters"], values["best"], private=private)
    options = ExportOptions(
        request.texts, values["link"], form, request.update, request.dry_run, values["chapters"], request.music, choice,
        values["best"],
    )  # fmt: skip
    return replace(export_photos(photos, place, options, watch), settings=settings)


def photos_to_show(
    index: Index, found: Found, chapters: ChapterKind, best: int | None, *, private: bool = False
) -> tuple[list[ExportPhoto], dict[str, object] | None]:
    """The photos that were found, by date; with `best`, the best ones, and the reasons for the manifest. `private`
    reasons hold neither paths nor dates.

    Raises:
        UsageError: chapters by age are wanted, but not of one person whose date of birth is known.
    """
    matching = sorted([*found.photos, *(item.photo for item in found.lost)], key=_by_date)
    about = known_about(index, found, matching)
    if chapters == "age" and about.birth is None:
        raise _no_age(found)
    photos = described(found, matching, about)
    return (photos, None) if best is None else _best(index, matching, photos, best, about, private=private)


def _best(
    index: Index,
    matching: Sequence[FoundPhoto],
    photos: Sequence[ExportPhoto],
    number: int,
    about: About,
    *,
    private: bool,
) -> tuple[list[ExportPhoto], dict[str, object]]:
    """The best photos, and the reasons for the manifest."""
    pairs = list(zip(matching, photos, strict=True))
    judged = best_of(index, pairs, number, about)
    chosen = [photo for photo, each in zip(photos, judged, strict=True) if each.verdict == "chosen"]
    return chosen, reasons(pairs, judged, number, about, private=private)


def _by_date(photo: FoundPhoto) -> tuple[bool, datetime, str]:
    return photo.taken_at is None, photo.taken_at or datetime.min, str(min(photo.paths))


def _no_age(found: Found) -> UsageError:
    names = [match.person.name for match in found.people]
    if len(names) != 1:
        return UsageError("chapters by age need exactly one person in the query")
    return UsageError(
        f"it is not known when {short_name(names[0])} was born",
        hint="Chapters by age need a date of birth.",
        advice=SayBirth(names[0]),
    )
