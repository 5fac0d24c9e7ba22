"""Build the slideshow page: one file that contains its style, script and list of photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from photoindex.export.ledger import MadeFile
from photoindex.export.records import ExportFace, ExportPhoto, SlideshowTexts
from photoindex.export.templates import embedded_json, fill, template, text_html

_SCRIPTS = ("placement.js", "stage.js", "overview.js", "player.js")


@dataclass(frozen=True, slots=True)
class Slide:
    """A photo, and the file that the page shows for it."""

    photo: ExportPhoto
    shown: MadeFile


def slideshow_page(texts: SlideshowTexts, slides: Sequence[Slide]) -> bytes:
    """The page in UTF-8. It needs no files except those of its slides."""
    years = sorted({slide.photo.taken_at.year for slide in slides if slide.photo.taken_at})
    values = {
        "title": text_html(texts.title),
        "subtitle": text_html(texts.subtitle(len(slides), years)),
        "style": template("slideshow.css"),
        "script": "\n".join(template(name) for name in _SCRIPTS),
        "data": embedded_json([_row(slide, texts) for slide in slides]),
        "list": "\n".join(_list_item(slide, texts) for slide in slides),
    }
    return fill(template("slideshow.html"), values).encode("utf-8")


def _row(slide: Slide, texts: SlideshowTexts) -> list[object]:
    """A row for the script: address, caption, year or 0, names, face boxes."""
    faces = sorted(slide.photo.faces, key=lambda face: face.box.center)
    boxes = [_rounded(face) for face in faces]
    taken_at = slide.photo.taken_at
    return [_address(slide.shown), _caption(slide, texts), taken_at.year if taken_at else 0, _names(faces), boxes]


def _rounded(face: ExportFace) -> list[float]:
    box = face.box.clipped()
    return [round(number, 4) for number in (box.x, box.y, box.width, box.height)]


def _names(faces: Sequence[ExportFace]) -> str:
    """The distinct names from left to right."""
    return ", ".join(dict.fromkeys(face.name for face in faces if face.name))


def _address(made: MadeFile) -> str:
    return f"{made.folder}/{quote(made.name, safe='')}"


def _caption(slide: Slide, texts: SlideshowTexts) -> str:
    taken_at = slide.photo.taken_at
    return texts.date(taken_at, slide.photo.taken_precision) if taken_at else slide.shown.name


def _list_item(slide: Slide, texts: SlideshowTexts) -> str:
    return f'<li><a href="{text_html(_address(slide.shown))}">{text_html(_caption(slide, texts))}</a></li>'
