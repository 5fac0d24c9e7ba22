"""Draw the pages of a contact sheet of photos, and write them as a PDF to print."""

import io
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PIL import Image, ImageDraw

from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.files import keep_time, writing
from photoindex.export.fonts import fitted
from photoindex.export.presets.pdf import PAGE, PdfWriter
from photoindex.export.presets.records import PresetPhoto
from photoindex.export.presets.sheet_records import Photos, Pictures, SheetTexts
from photoindex.files import whole_file

# Pixels; pages are drawn as pictures, because no font of ours has the letters of every name.
_DPI = 200
_WIDTH, _HEIGHT = (round(side * _DPI / 72) for side in PAGE)
_COLUMNS, _ROWS = 4, 5
_EDGE, _GAP, _TOP, _BOTTOM = 90, 24, 210, 90
_TILE = (_WIDTH - 2 * _EDGE - (_COLUMNS - 1) * _GAP) // _COLUMNS
_STEP = (_HEIGHT - _TOP - _BOTTOM) // _ROWS
_PICTURE = _STEP - 118
_INK, _SOFT, _GREY = "#1c1b1a", "#77736d", "#dcd9d4"


@dataclass(frozen=True, slots=True)
class PdfSheet(PlainFile):
    """All photos, 20 on a page of A4."""

    photos: Photos
    texts: SheetTexts
    pictures: Pictures

    def time(self) -> int:
        return time.time_ns()

    def write(self, path: Path, mtime_ns: int) -> None:
        remaining, number = iter(self.photos()), 0
        with writing(path), whole_file(path, private=False) as file:
            with PdfWriter(file, self.texts.title) as pdf:
                while (photos := list(islice(remaining, _COLUMNS * _ROWS))) or not number:
                    number += 1
                    pdf.add_page(self._drawn(photos, number), (_WIDTH, _HEIGHT))
            keep_time(file, mtime_ns)

    def _drawn(self, photos: list[PresetPhoto], number: int) -> bytes:
        page = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
        draw = ImageDraw.Draw(page)
        _write(draw, (_EDGE, 80), self.texts.title, (44, _INK), _WIDTH - 2 * _EDGE)
        _write(draw, (_EDGE, 142), self.texts.note, (24, _SOFT), _WIDTH - 2 * _EDGE)
        _write(draw, (_EDGE, _HEIGHT - 70), self.texts.page(number), (22, _SOFT), _TILE)
        for position, photo in enumerate(photos):
            row, column = divmod(position, _COLUMNS)
            self._tile(page, draw, (_EDGE + column * (_TILE + _GAP), _TOP + row * _STEP), photo)
        out = io.BytesIO()
        page.save(out, "JPEG", quality=88)
        return out.getvalue()

    def _tile(self, page: Image.Image, draw: ImageDraw.ImageDraw, corner: tuple[int, int], photo: PresetPhoto) -> None:
        x, y = corner
        data = self.pictures.of(photo)
        if data is None:
            draw.rectangle((x, y, x + _TILE - 1, y + _PICTURE - 1), fill=_GREY)
            _write(draw, (x + 16, y + _PICTURE // 2 - 12), self.texts.missing, (22, _SOFT), _TILE - 32)
        else:
            with Image.open(io.BytesIO(data)) as picture:
                picture.thumbnail((_TILE, _PICTURE), Image.Resampling.LANCZOS)
                page.paste(picture, (x, y + _PICTURE - picture.height))
        people, when, name = self.texts.captions(photo)
        lines = [(people, (23, _INK), False), (when, (20, _SOFT), False), (name, (20, _SOFT), True)]
        below = y + _PICTURE + 10
        for text, style, is_file in lines:
            if text:
                _write(draw, (x, below), text, style, _TILE, keep_end=is_file)
                below += style[0] + 6


def _write(
    draw: ImageDraw.ImageDraw,
    corner: tuple[int, int],
    text: str,
    style: tuple[int, str],
    room: int,
    *,
    keep_end: bool = False,
) -> None:
    line, font = fitted(text, style[0], room, keep_end=keep_end)
    draw.text(corner, line, fill=style[1], font=font)
