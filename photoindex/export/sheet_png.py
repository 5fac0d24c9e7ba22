"""A contact sheet as a PNG picture."""

import io
import math
from bisect import bisect_left
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from photoindex.export.crops import SheetFace, square_crops
from photoindex.export.fonts import drawable

_SIDE = 160
_GAP = 14
_EDGE = 32
_TEXT = 44  # two lines below each crop
_TOP = 92
_MOST_COLUMNS = 10
_FEWEST_COLUMNS = 4
_GROUND, _TILE, _INK, _SOFT = "#fbfaf8", "#dcd9d4", "#1c1b1a", "#77736d"
# Sizes in pixels, and colours.
_TITLE, _NOTE, _ID, _CAPTION, _APOLOGY = (28, _INK), (14, _SOFT), (15, _INK), (12, _SOFT), (13, _SOFT)


def png_sheet(faces: Sequence[SheetFace], title: str, note: str, mark: str) -> tuple[bytes, int]:
    """The picture, and how many faces are grey tiles because their photo could not be read."""
    columns = min(_MOST_COLUMNS, max(_FEWEST_COLUMNS, math.ceil(math.sqrt(len(faces) * 1.6))))
    rows = max(1, math.ceil(len(faces) / columns))
    width = 2 * _EDGE + columns * (_SIDE + _GAP) - _GAP
    height = _TOP + rows * (_SIDE + _TEXT + _GAP) + _EDGE - _GAP
    sheet = Image.new("RGB", (width, height), _GROUND)
    draw = ImageDraw.Draw(sheet)
    _heading(draw, title, note or f"{len(faces)} face{'' if len(faces) == 1 else 's'}", width)
    missing = 0
    for position, crop in square_crops(faces, _SIDE):
        x = _EDGE + position % columns * (_SIDE + _GAP)
        y = _TOP + position // columns * (_SIDE + _TEXT + _GAP)
        missing += crop is None
        _tile(sheet, draw, (x, y), crop)
        _write(draw, (x, y + _SIDE + 6), str(faces[position].face_id), _ID)
        _write(draw, (x, y + _SIDE + 25), faces[position].caption, _CAPTION)
    return _encoded(sheet, mark), missing


def _heading(draw: ImageDraw.ImageDraw, title: str, note: str, width: int) -> None:
    _write(draw, (_EDGE, 24), title, _TITLE, room=width - 2 * _EDGE)
    _write(draw, (_EDGE, 60), note, _NOTE, room=width - 2 * _EDGE)


def _tile(sheet: Image.Image, draw: ImageDraw.ImageDraw, corner: tuple[int, int], crop: Image.Image | None) -> None:
    if crop is not None:
        sheet.paste(crop, corner)
        return
    x, y = corner
    draw.rectangle((x, y, x + _SIDE - 1, y + _SIDE - 1), fill=_TILE)
    _write(draw, (x + 12, y + _SIDE // 2 - 8), "photo not found", _APOLOGY)


def _write(
    draw: ImageDraw.ImageDraw, corner: tuple[int, int], text: str, style: tuple[int, str], room: int = _SIDE
) -> None:
    line, font = drawable(" ".join(text.split()), style[0])
    draw.text(corner, _cut(line, font, room), fill=style[1], font=font)


def _cut(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: int) -> str:
    if font.getlength(text) <= room:
        return text
    fits = bisect_left(range(1, len(text) + 1), x=True, key=lambda size: font.getlength(f"{text[:size]}…") > room)
    return f"{text[:fits].rstrip()}…"


def _encoded(sheet: Image.Image, mark: str) -> bytes:
    facts = PngInfo()
    facts.add_text("Software", mark)
    out = io.BytesIO()
    sheet.save(out, "PNG", pnginfo=facts)
    return out.getvalue()
