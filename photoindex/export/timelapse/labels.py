"""Draw the text in the corner of a frame."""

from dataclasses import dataclass

from PIL import Image

from photoindex.export.film.lettering import lettered
from photoindex.export.timelapse.records import Label

# In fractions of the frame.
_MARGIN = 0.05
_SIZES = (0.055, 0.036)


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """A text with its shadow, and its place in the frame."""

    picture: Image.Image
    place: tuple[int, int]

    def put_on(self, frame: Image.Image) -> None:
        frame.paste(self.picture, self.place, self.picture)


def drawn_label(label: Label, side: int) -> DrawnLabel:
    """White text with a soft dark shadow, at the lower left of a square frame of `side` pixels."""
    margin = round(side * _MARGIN)
    lines = [(text, round(side * size)) for text, size in zip(label, _SIZES, strict=True)]
    picture = lettered(lines, side - 2 * margin, margin)
    return DrawnLabel(picture, (0, side - picture.height))
