"""Draw a chart as a PNG picture, in light colours and with twice as many pixels as an ordinary screen has."""

import io

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from photoindex.export.charts.colours import LIGHT
from photoindex.export.charts.layout import Box, Text, laid_out
from photoindex.export.charts.records import Chart
from photoindex.export.fonts import drawable

_SCALE = 2
_ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}


def png_chart(chart: Chart, mark: str) -> bytes:
    """The file; `mark` tells later commands that photoindex wrote it."""
    layout = laid_out(chart)
    picture = Image.new("RGB", (layout.width * _SCALE, layout.height * _SCALE), LIGHT["ground"])
    draw = ImageDraw.Draw(picture)
    for shape in layout.shapes:
        if isinstance(shape, Box):
            _box(draw, shape)
        else:
            _text(draw, shape)
    facts = PngInfo()
    facts.add_text("Software", mark)
    facts.add_text("Title", chart.title.encode("utf-8", "replace").decode("utf-8"))
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=facts, optimize=True)
    return out.getvalue()


def _box(draw: ImageDraw.ImageDraw, box: Box) -> None:
    corners = [box.x, box.y, box.x + box.width, box.y + box.height]
    left, top, right, bottom = (round(value * _SCALE) for value in corners)
    colour = LIGHT[box.colour] if box.strength >= 1 or box.colour == "empty" else _mixed(box.strength)
    place = (left, top, max(right - 1, left), max(bottom - 1, top))
    draw.rounded_rectangle(place, radius=min(3 * _SCALE, (right - left) // 2, (bottom - top) // 2), fill=colour)


def _mixed(strength: float) -> tuple[int, int, int]:
    """The colour of marks, on the ground."""
    mark, ground = (bytes.fromhex(LIGHT[name][1:]) for name in ("mark", "ground"))
    red, green, blue = (round(strength * one + (1 - strength) * other) for one, other in zip(mark, ground, strict=True))
    return red, green, blue


def _text(draw: ImageDraw.ImageDraw, text: Text) -> None:
    shown, font = drawable(text.text, text.size * _SCALE)
    place = (text.x * _SCALE, text.y * _SCALE)
    # Pillow's own font has one weight.
    stroke = 0.5 if text.bold else 0
    draw.text(place, shown, fill=LIGHT[text.colour], font=font, anchor=_ANCHORS[text.anchor], stroke_width=stroke)
