"""Draw the text in the corner of a frame."""

from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from photoindex.export.fonts import Font, fitted
from photoindex.export.timelapse.records import Label

# In fractions of the frame.
_MARGIN = 0.05
_LARGE, _SMALL = 0.055, 0.036
_SPACE = 0.014
_SHADOW = 0.012


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """A text with its shadow, and its place in the frame."""

    picture: Image.Image
    place: tuple[int, int]

    def put_on(self, frame: Image.Image) -> None:
        frame.paste(self.picture, self.place, self.picture)


def drawn_label(label: Label, side: int) -> DrawnLabel:
    """White text with a soft dark shadow, at the lower left of a square frame of `side` pixels."""
    room = round(side * (1 - 2 * _MARGIN))
    lines = [
        (*fitted(text, max(8, round(side * size)), room), max(8, round(side * size)))
        for text, size in zip(label, (_LARGE, _SMALL), strict=True)
        if text
    ]
    around = round(side * _MARGIN)
    height = sum(size for _, _, size in lines) + round(side * _SPACE) * max(len(lines) - 1, 0)
    text = Image.new("L", (room + 2 * around, height + 2 * around))
    _write(text, lines, around, round(side * _SPACE))
    shadow = text.filter(ImageFilter.GaussianBlur(side * _SHADOW)).point([min(220, 3 * value) for value in range(256)])
    picture = Image.new("RGBA", text.size, (0, 0, 0, 0))
    picture.putalpha(shadow)
    picture.paste((255, 255, 255, 255), (0, 0), text)
    return DrawnLabel(picture, (0, side - text.height))


def _write(text: Image.Image, lines: list[tuple[str, Font, int]], around: int, space: int) -> None:
    draw = ImageDraw.Draw(text)
    top = around
    for line, font, size in lines:
        draw.text((around, top), line, fill=255, font=font)
        top += size + space
