"""Build the slideshow page: one file that contains its style, script and list of photos."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from photoindex.export.chapters import chapters_of
from photoindex.export.records import ChapterKind, ExportFace, ExportPhoto, SlideshowTexts
from photoindex.export.rendition import TILE_SIDE
from photoindex.export.templates import embedded_json, fill, template, text_html

_PARTS = "placement frames choreography pictures stage captions zoom music overview screen input player"
_SCRIPTS = tuple(f"{part}.js" for part in _PARTS.split())
# Nothing from elsewhere is loaded or run, whatever names and folders contain. A page that was opened as a file needs
# the scheme "file:", because some browsers do not count files in the same folder as 'self'.
_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src 'self' file: data:; "
    "media-src 'self' file:; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Slide:
    """A photo and the paths of its files below the folder of the page: the photo itself, and its renditions for the
    screen and for the page of all photos.
    """

    photo: ExportPhoto
    original: str
    display: str | None = None
    tile: str | None = None

    @property
    def shown(self) -> str:
        return self.display or self.original


@dataclass(frozen=True, slots=True)
class Show:
    """What the page shows. `music` is the path of an audio file below the folder."""

    texts: SlideshowTexts
    slides: Sequence[Slide]
    chapters: ChapterKind = "year"
    music: str | None = None


@dataclass(frozen=True, slots=True)
class _Chapter:
    heading: str
    below: str
    first: int
    slides: Sequence[Slide]


def slideshow_page(show: Show) -> bytes:
    """The page in UTF-8. It needs no files except those of its slides and its music."""
    years = sorted({slide.photo.taken_at.year for slide in show.slides if slide.photo.taken_at})
    style, script = template("slideshow.css"), "\n".join(template(name) for name in _SCRIPTS)
    chapters = _chapters(show)
    values = {
        "policy": _POLICY.format(script=_digest(script), style=_digest(style)),
        "title": text_html(show.texts.title),
        "subtitle": text_html(show.texts.subtitle(len(show.slides), years)),
        "style": style,
        "script": script,
        "data": embedded_json(_data(show, chapters)),
        "gallery": "\n".join(_section(chapter, show.texts, len(chapters) > 1) for chapter in chapters),
    }
    return fill(template("slideshow.html"), values).encode("utf-8")


def _digest(text: str) -> str:
    """The hash of an element with this text, between line breaks, for the page's policy."""
    digest = hashlib.sha256(f"\n{text}\n".encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _chapters(show: Show) -> list[_Chapter]:
    found, first = [], 0
    for chapter in chapters_of([slide.photo for slide in show.slides], show.chapters):
        heading, below = show.texts.chapter(chapter)
        found.append(_Chapter(heading, below, first, show.slides[first : first + chapter.photos]))
        first += chapter.photos
    return found


def _data(show: Show, chapters: Sequence[_Chapter]) -> dict[str, object]:
    return {
        "photos": [_row(slide, show.texts) for slide in show.slides],
        "chapters": [[chapter.first, chapter.heading, chapter.below] for chapter in chapters] if chapters[1:] else [],
        "music": _address(show.music) if show.music else None,
        "cover": _cover([slide.photo for slide in show.slides]),
    }


def _cover(photos: Sequence[ExportPhoto]) -> int:
    """The most appealing photo; the first one if nothing is known about them."""
    return max(range(len(photos)), key=lambda at: (photos[at].appeal, -at), default=0)


def _row(slide: Slide, texts: SlideshowTexts) -> list[object]:
    """A row for the script: addresses of the picture and of the original (0 if they are the same), width, height,
    caption, details, faces.
    """
    photo = slide.photo
    original = _address(slide.original) if slide.display else 0
    faces = [_numbers(face) for face in sorted(photo.faces, key=lambda face: face.box.center)]
    words = [texts.caption(photo), texts.details(photo)]
    return [_address(slide.shown), original, photo.width, photo.height, *words, faces]


def _numbers(face: ExportFace) -> list[float]:
    """The box and, of people whom the show is about, the eyes."""
    box = face.box.clipped()
    eyes = [number for eye in face.eyes for number in eye] if face.main and face.eyes else []
    return [round(number, 4) for number in (box.x, box.y, box.width, box.height, *eyes)]


def _address(path: str) -> str:
    return quote(path)


def _section(chapter: _Chapter, texts: SlideshowTexts, headed: bool) -> str:
    """The photos of a chapter as links, for the page of all photos, for paper, and for browsers without scripts."""
    heading = f"<h3>{text_html(chapter.heading)} <small>{text_html(chapter.below)}</small></h3>\n" if headed else ""
    items = "\n".join(_item(slide, texts) for slide in chapter.slides)
    return f'<section>\n{heading}<ol class="tiles">\n{items}\n</ol>\n</section>'


def _item(slide: Slide, texts: SlideshowTexts) -> str:
    picture = text_html(_address(slide.tile or slide.shown))
    caption, details = text_html(texts.caption(slide.photo)), text_html(texts.details(slide.photo))
    below = f"<small>{details}</small>" if details else ""
    return (
        f'<li><a href="{text_html(_address(slide.shown))}">'
        f'<img src="{picture}" alt="" loading="lazy" width="{TILE_SIDE}" height="{TILE_SIDE}">'
        f"<span>{caption}{below}</span></a></li>"
    )
