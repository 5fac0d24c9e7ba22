"""Draw a contact sheet as a PNG picture."""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from photoindex.export.crops import square_crops
from photoindex.export.fonts import fitted
from photoindex.export.sheet_records import Sheet, SheetFace

_SIDE = 160
_GAP = 14
_EDGE = 32
_TEXT = 60  # three lines below each crop
_TOP = 92
_LINE = 22
_MOST_COLUMNS = 10
_FEWEST_COLUMNS = 5
_BORDER, _DASH = 5, 10
_GROUND, _TILE, _INK, _SOFT = "#fbfaf8", "#dcd9d4", "#1c1b1a", "#77736d"
# Sizes in pixels, and colours.
_TITLE, _NOTE, _ID, _CAPTION, _APOLOGY = (28, _INK), (14, _SOFT), (15, _INK), (12, _SOFT), (13, _SOFT)
_HEADING, _COMMAND = (19, _INK), (14, _INK)

# A sheet with more faces than this is drawn in 256 colours, because a megabyte holds only 25 tiles in full colour.
_FULL_COLOUR_FACES = 60
_COLOURS = 256


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text across the sheet."""

    y: int
    text: str
    style: tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The positions of everything: lines of text, and the upper left corner of each face in order."""

    height: int
    lines: Sequence[_Line]
    corners: Sequence[tuple[int, int]]


def png_sheet(sheet: Sheet, mark: str) -> tuple[bytes, int]:
    """The picture, and the number of faces shown as grey tiles because their photo could not be read."""
    faces = sheet.faces
    columns = _columns(sheet)
    width = 2 * _EDGE + columns * (_SIDE + _GAP) - _GAP
    layout = _laid_out(sheet, columns)
    picture = Image.new("RGB", (width, layout.height), _GROUND)
    draw = ImageDraw.Draw(picture)
    for line in layout.lines:
        _write(draw, (_EDGE, line.y), line.text, line.style, room=width - 2 * _EDGE)
    missing = 0
    for position, crop in square_crops(faces, _SIDE):
        missing += crop is None
        _face(picture, draw, layout.corners[position], faces[position], crop or sheet.tiles.missing)
    for position in sheet.doubtful_places:
        _dashed(draw, layout.corners[position])
    return _encoded(picture, mark, few=len(faces) <= _FULL_COLOUR_FACES), missing


def _columns(sheet: Sheet) -> int:
    """The number of columns that makes the sheet roughly square, but no more than the largest group can fill."""
    largest = max((len(group.faces) for section in sheet.sections for group in section.groups), default=0)
    square = math.ceil(math.sqrt(len(sheet.faces) * 1.6))
    return min(_MOST_COLUMNS, max(_FEWEST_COLUMNS, min(square, largest)))


def _laid_out(sheet: Sheet, columns: int) -> _Layout:
    lines = [_Line(24, sheet.title, _TITLE), _Line(60, sheet.note, _NOTE)]
    corners: list[tuple[int, int]] = []
    y = _TOP
    for item in sheet.commands:
        lines.append(_Line(y - 6, f"{item.purpose} {item.typed}", _COMMAND))
        y += _LINE
    for section in sheet.sections:
        if section.title:
            lines.append(_Line(y + 8, section.title, _HEADING))
            y += 40
        for item in section.commands:
            lines.append(_Line(y, f"{item.purpose} {item.typed}", _COMMAND))
            y += _LINE
        for group in section.groups:
            if group.label:
                lines.append(_Line(y + 4, group.label, _NOTE))
                y += 26
            corners += _grid(len(group.faces), columns, y + 4)
            y += 4 + math.ceil(len(group.faces) / columns) * (_SIDE + _TEXT + _GAP)
    return _Layout(y + _EDGE - _GAP, lines, corners)


def _grid(count: int, columns: int, top: int) -> Iterator[tuple[int, int]]:
    for number in range(count):
        yield _EDGE + number % columns * (_SIDE + _GAP), top + number // columns * (_SIDE + _TEXT + _GAP)


def _face(
    picture: Image.Image,
    draw: ImageDraw.ImageDraw,
    corner: tuple[int, int],
    face: SheetFace,
    shown: Image.Image | str,
) -> None:
    """Draw a face with its texts; `shown` is its crop, or the text of a grey tile."""
    x, y = corner
    if isinstance(shown, Image.Image):
        picture.paste(shown, corner)
    else:
        draw.rectangle((x, y, x + _SIDE - 1, y + _SIDE - 1), fill=_TILE)
        _write(draw, (x + 12, y + _SIDE // 2 - 8), shown, _APOLOGY)
    _write(draw, (x, y + _SIDE + 6), face.title, _ID)
    _write(draw, (x, y + _SIDE + 25), face.caption, _CAPTION)
    _write(draw, (x, y + _SIDE + 41), face.when, _CAPTION)


def _dashed(draw: ImageDraw.ImageDraw, corner: tuple[int, int]) -> None:
    """Draw a dashed border around the crop at this corner."""
    (left, top), far = (at - _BORDER for at in corner), _SIDE + 2 * _BORDER
    for start in range(0, far, 2 * _DASH):
        stop, thick = min(start + _DASH, far) - 1, _BORDER - 2
        for edge in (0, far - thick - 1):
            draw.rectangle((left + start, top + edge, left + stop, top + edge + thick), fill=_INK)
            draw.rectangle((left + edge, top + start, left + edge + thick, top + stop), fill=_INK)


def _write(
    draw: ImageDraw.ImageDraw, corner: tuple[int, int], text: str, style: tuple[int, str], room: int = _SIDE
) -> None:
    line, font = fitted(text, style[0], room)
    draw.text(corner, line, fill=style[1], font=font)


def _encoded(picture: Image.Image, mark: str, *, few: bool) -> bytes:
    facts = PngInfo()
    facts.add_text("Software", mark)
    out = io.BytesIO()
    if not few:
        # Choose the colours from a smaller picture: it has the same colours, and choosing them takes a sixty-fourth of
        # the time.
        palette = picture.reduce(8).quantize(_COLOURS, Image.Quantize.MEDIANCUT)
        picture = picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    picture.save(out, "PNG", pnginfo=facts)
    return out.getvalue()
