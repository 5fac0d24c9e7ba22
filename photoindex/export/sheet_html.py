"""Render a contact sheet as a page that contains the crops, each linked to its photo."""

import base64
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from photoindex.export.crops import square_crops
from photoindex.export.files import readable
from photoindex.export.sheet_records import Sheet, SheetCommand, SheetFace, SheetSection, TileTexts
from photoindex.export.templates import fill, page_head, template, text_html

# The side of a crop in pixels. A page with many faces holds smaller crops, so that it stays below 30 MB.
_SIDE = 240
_SMALL_SIDE = 144
_MOST_LARGE = 500
# WebP images are half the size of JPEGs of the same quality. Method 2 takes 2 ms per crop; the default method takes 5.
_WEBP = {"quality": 75, "method": 2}
_FIGURE = """<figure id="face-{{id}}">
<a href="{{address}}" title="{{path}}">{{picture}}</a>
<figcaption><b>{{title}}</b> <span>{{caption}}</span> <time>{{date}}</time></figcaption>
</figure>"""
_SECTION = """<section>
{{heading}}{{commands}}{{groups}}
</section>"""


def html_sheet(sheet: Sheet, mark: str) -> tuple[bytes, int]:
    """The page in UTF-8, and the number of faces shown as grey tiles because their photo could not be read."""
    faces = sheet.faces
    figures = [""] * len(faces)
    missing = 0
    side = _SIDE if len(faces) <= _MOST_LARGE else _SMALL_SIDE
    for position, crop in square_crops(faces, side):
        missing += crop is None
        figures[position] = _figure(faces[position], crop, sheet.tiles)
    left = iter(figures)
    values = {
        "head": page_head(text_html(sheet.title), text_html(mark)),
        "title": text_html(sheet.title),
        "note": text_html(sheet.note),
        "how": _commands(sheet.commands, "how"),
        "sections": "\n".join(_section(section, left) for section in sheet.sections),
    }
    return fill(template("sheet.html"), values).encode("utf-8"), missing


def _section(section: SheetSection, figures: Iterator[str]) -> str:
    groups = []
    for group in section.groups:
        label = f"<h3>{text_html(group.label)}</h3>\n" if group.label else ""
        shown = "\n".join(next(figures) for _ in group.faces)
        kind = "faces doubtful" if group.doubtful else "faces"
        groups.append(f'{label}<div class="{kind}">\n{shown}\n</div>')
    values = {
        "heading": f"<h2>{text_html(section.title)}</h2>\n" if section.title else "",
        "commands": _commands(section.commands, "answers"),
        "groups": "\n".join(groups),
    }
    return fill(_SECTION, values)


def _commands(commands: Sequence[SheetCommand], kind: str) -> str:
    lines = (f"{text_html(item.purpose)} <code>{text_html(item.typed)}</code>" for item in commands)
    joined = "<br>\n".join(lines)
    return f'<p class="{kind}">{joined}</p>\n' if joined else ""


def _figure(face: SheetFace, crop: Image.Image | None, tiles: TileTexts) -> str:
    path = Path(os.path.abspath(face.path))  # noqa: PTH100 (the path as its owner knows it, with its links)
    values = {
        "id": str(face.face_id),
        "address": text_html(path.as_uri()),
        "path": text_html(readable(path)),
        "picture": _picture(face, crop, tiles),
        "caption": text_html(face.caption),
        "title": text_html(face.title),
        "date": text_html(face.when),
    }
    return fill(_FIGURE, values)


def _picture(face: SheetFace, crop: Image.Image | None, tiles: TileTexts) -> str:
    if crop is None:
        return f'<span class="missing">{text_html(tiles.missing)}</span>'
    out = io.BytesIO()
    crop.save(out, "WEBP", **_WEBP)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    size = f'width="{crop.width}" height="{crop.height}"'
    return f'<img src="data:image/webp;base64,{data}" alt="{text_html(tiles.crop(face.face_id))}" {size}>'
