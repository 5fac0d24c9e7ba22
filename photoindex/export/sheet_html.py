"""A contact sheet as a page: the crops are inside it, and each leads to its photo."""

import base64
import io
import os
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from photoindex.export.crops import SheetFace, square_crops
from photoindex.export.files import readable
from photoindex.export.templates import fill, template, text_html

_SIDE = 240
_QUALITY = 85
_FIGURE = """<figure id="face-{{id}}">
<a href="{{address}}" title="{{path}}">{{picture}}</a>
<figcaption><b>{{id}}</b> <span>{{caption}}</span></figcaption>
</figure>"""


def html_sheet(faces: Sequence[SheetFace], title: str, note: str, mark: str) -> tuple[bytes, int]:
    """The page as UTF-8, and how many faces are grey tiles because their photo could not be read."""
    figures = [""] * len(faces)
    missing = 0
    for position, crop in square_crops(faces, _SIDE):
        missing += crop is None
        figures[position] = _figure(faces[position], crop)
    values = {
        "mark": text_html(mark),
        "title": text_html(title),
        "note": text_html(note or f"{len(faces)} face{'' if len(faces) == 1 else 's'}"),
        "example": str(faces[0].face_id) if faces else "345",
        "figures": "\n".join(figures),
    }
    return fill(template("sheet.html"), values).encode("utf-8"), missing


def _figure(face: SheetFace, crop: Image.Image | None) -> str:
    path = Path(os.path.abspath(face.path))  # noqa: PTH100 (the path as its owner knows it, links and all)
    values = {
        "id": str(face.face_id),
        "address": text_html(path.as_uri()),
        "path": text_html(readable(path)),
        "picture": _picture(face, crop),
        "caption": text_html(face.caption),
    }
    return fill(_FIGURE, values)


def _picture(face: SheetFace, crop: Image.Image | None) -> str:
    if crop is None:
        return '<span class="missing">photo not found</span>'
    out = io.BytesIO()
    crop.save(out, "JPEG", quality=_QUALITY)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return f'<img src="data:image/jpeg;base64,{data}" alt="Face {face.face_id}" width="{_SIDE}" height="{_SIDE}">'
