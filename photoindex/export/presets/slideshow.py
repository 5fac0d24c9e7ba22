"""Plan a slideshow: the photos with their pictures, the music, and the page that shows them."""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath

from photoindex.advice.actions import Action
from photoindex.errors import PhotoError
from photoindex.export.contents.content import Link, PhotoContent
from photoindex.export.contents.form import Form, Output, output_of, recipe_of
from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.engine.record import MUSIC_KEY, PAGE_KEY, PAGE_NAME, display_key, tile_key
from photoindex.export.engine.records import Content, PhotoDone, Plan, Planned, Settle
from photoindex.export.files import readable, write_atomically
from photoindex.export.ledger import DISPLAY, MUSIC, PHOTOS, TILES
from photoindex.export.music import EarlierMusic, Music
from photoindex.export.page import Show, Slide, slideshow_page
from photoindex.export.presets.photos import about_photo
from photoindex.export.presets.slides import Placed, Rendition, RenditionFile, Renditions, Shown
from photoindex.export.records import ExportPhoto, nothing_exported
from photoindex.export.rendition import LONG_SIDE, needs_rendition
from photoindex.export.slideshow_options import ExportOptions


@dataclass(frozen=True, slots=True)
class _Page(PlainFile):
    """The page of a slideshow."""

    data: bytes

    def time(self) -> int:
        return time.time_ns()

    def write(self, path: Path, mtime_ns: int) -> None:
        write_atomically(path, self.data, mtime_ns=mtime_ns)


@dataclass(slots=True)
class _Tune:
    """The place of the music."""

    path: str | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    """A photo as the page shows it, and its files."""

    photo: ExportPhoto
    placed: Placed = field(default_factory=Placed)

    @property
    def slide(self) -> Slide | None:
        """None if the photo could not be exported."""
        placed = self.placed
        return Slide(self.photo, placed.original, placed.display, placed.tile) if placed.original else None


def plan_slideshow(photos: Sequence[ExportPhoto], options: ExportOptions) -> Plan:
    """The files of a slideshow. The page comes last, because it shows only what could be exported.

    Raises NotFoundError if there are photos, and none of them can be shown.
    """
    made: list[_Made] = []
    for photo in photos:
        output = Output("copy", photo.path.suffix) if options.link else _output(photo, options.form)
        made.append(_Made(_sized(photo, output, options.form)))
        yield from _files(photo, output, options, made[-1])
        yield PhotoDone()
    tune = _Tune()
    yield _music(options.music, tune)
    yield Settle()
    slides = [slide for each in made if (slide := each.slide)]
    if photos and not slides:
        raise nothing_exported(readable(photos[0].path))
    page = slideshow_page(Show(options.texts, slides, options.chapters, tune.path))
    yield Planned(PAGE_KEY, (), PAGE_NAME, _Page(page), hashlib.sha256(page).hexdigest(), companion=True)


def _output(photo: ExportPhoto, form: Form) -> Output:
    return output_of(photo.path.name, photo.kind, (photo.width, photo.height), form)


def _sized(photo: ExportPhoto, output: Output, form: Form) -> ExportPhoto:
    """The photo with the size of its copy."""
    long_side = max(photo.width, photo.height)
    if output.how != "render" or form.size is None or form.size >= long_side:
        return photo
    share = form.size / long_side
    return replace(photo, width=max(1, round(photo.width * share)), height=max(1, round(photo.height * share)))


def _files(photo: ExportPhoto, output: Output, options: ExportOptions, made: _Made) -> Iterator[Planned]:
    """The photo, its picture for the screen if browsers need one, and its tile."""
    form, placed = options.form, made.placed
    needed = output.how != "render" and _needs_display(photo)
    display = needed or max(made.photo.width, made.photo.height) > LONG_SIDE
    renditions = Renditions(photo, display=display)
    copy = PhotoContent(photo, form, output)
    content = _link(photo) if options.link else copy
    recipe = "" if options.link else recipe_of(output, form)
    about = about_photo(photo, _names(photo), private=form.strip == "metadata")
    stem, shown = PurePath(photo.path.name).stem, Shown(content, renditions) if needed else content
    yield Planned(
        photo.content_hash, (PHOTOS,), f"{stem}{output.suffix}", shown, recipe, photo.path, about,
        partial(setattr, placed, "original"),
    )  # fmt: skip
    pictures: list[tuple[Rendition, str, str]] = []
    if display:
        pictures.append(("display", display_key(photo.content_hash), DISPLAY))
    pictures.append(("tile", tile_key(photo.content_hash), TILES))
    for name, key, folder in pictures:
        # Links have no times of their own, so the pictures get those of copies.
        picture = RenditionFile(name, copy, placed, renditions)
        yield Planned(
            key, (folder,), f"{stem}.jpg", picture, "touch" if form.touch else "", photo.path,
            {"content_hash": photo.content_hash}, partial(setattr, placed, name), companion=True,
        )  # fmt: skip


def _link(photo: ExportPhoto) -> Content:
    # The path is not resolved, so that if the owner points a link elsewhere, our link follows.
    target = os.path.abspath(photo.path)  # noqa: PTH100
    return Link(photo, target, advice=Action.EXPORT_COPIES)


def _needs_display(photo: ExportPhoto) -> bool:
    """Whether browsers cannot show the photo itself. If it cannot be opened now, an earlier picture for the screen
    stays.
    """
    try:
        photo.check()
        return needs_rendition(photo.path)
    except PhotoError:
        return True


def _names(photo: ExportPhoto) -> tuple[str, ...]:
    faces = sorted(photo.faces, key=lambda face: face.box.center)
    return tuple(dict.fromkeys(face.name for face in faces if face.name is not None))


def _music(path: Path | None, tune: _Tune) -> Planned:
    """The music; without a file, that of an earlier export, if it is still there."""
    placed = partial(setattr, tune, "path")
    if path is None:
        return Planned(MUSIC_KEY, (MUSIC,), "", EarlierMusic(), placed=placed, companion=True)
    music = Music(path)
    return Planned(MUSIC_KEY, (MUSIC,), path.name, music, music.recipe, placed=placed, companion=True)
