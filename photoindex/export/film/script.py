"""Write the script of a film: its scenes in succession, how long each lasts, and what is written on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from photoindex.export.chapters import chapters_of
from photoindex.export.film.arranging import Cell, Change, Item, Shot, arrange
from photoindex.export.film.lettering import lettered
from photoindex.export.film.placement import Size
from photoindex.export.film.scenes import Lettering, Scene
from photoindex.export.records import ChapterKind, ExportPhoto, SlideshowTexts

RATE = 30
# In seconds; the title is shorter in a fast film, where it takes this many times as long as a photo.
_TITLE, _HEADING = 4.5, 4.0
_TITLE_PACE = 1.4
_MOST_FADING = 1.0
# A shot of several photos takes this share longer for each further one.
_LONGER = 0.4
_TITLE_BRIGHTNESS = 0.6
# Where the title begins, as a share of the height: below the face of most photos.
_TITLE_TOP = 0.62
# How much a photo that does not fill the screen suits the title, compared to one that does.
_NOT_FILLING = 0.5
# Sizes of letters and margins as shares of the height.
_BIG, _SECOND, _CHAPTER, _CAPTION, _DETAILS, _MARGIN = 0.11, 0.04, 0.075, 0.036, 0.027, 0.045


@dataclass(frozen=True, slots=True)
class Act:
    """A shot with its texts. It lasts `frames` frames from its beginning to that of the next one, which takes `fading`
    frames to replace it.
    """

    shot: Shot
    frames: int
    fading: int
    title: tuple[str, str] | None = None
    heading: tuple[str, str] | None = None

    @property
    def change(self) -> Change:
        return self.shot.change

    def progress(self, frame: int) -> float:
        """How much of the movement is done: photos rest while eyes are faded into eyes."""
        first = self.fading if self.shot.aligned else 0
        last = self.frames if self.shot.rests else self.frames + self.fading
        share = min(max((frame - first) / (last - first), 0.0), 1.0)
        return share * share * (3 - 2 * share)

    def opened(self, view: Size) -> Scene:
        """The scene, ready to be drawn. Raises UnusableError."""
        return Scene(self.shot, view, self._letterings(view), _TITLE_BRIGHTNESS if self.title else 1.0)

    def _letterings(self, view: Size) -> list[Lettering]:
        width, height = round(view.width), round(view.height)
        margin = round(height * _MARGIN)
        if self.title:
            lines = [(self.title[0], round(height * _BIG)), (self.title[1], round(height * _SECOND))]
            picture = lettered(lines, width - 4 * margin, margin, centred=True)
            top = min(round(height * _TITLE_TOP), height - picture.height)
            return [Lettering(picture, margin, top, 0, self.frames + self.fading)]
        # Texts are gone before the next ones appear.
        found = self._captions(view, margin, (self.fading // 2, self.frames + self.fading // 3))
        if self.heading:
            lines = [(self.heading[0], round(height * _CHAPTER)), (self.heading[1], round(height * _SECOND))]
            last = min(round((_HEADING + _MOST_FADING) * RATE), self.frames)
            found.append(Lettering(lettered(lines, width // 2, margin), 0, 0, self.fading // 2, last))
        return found

    def _captions(self, view: Size, margin: int, shown: tuple[int, int]) -> list[Lettering]:
        cells = list(self.shot.cells)
        # Two photos of one day and place need one caption.
        if len({(cell.item.caption, cell.item.details) for cell in cells}) == 1:
            cells = cells[:1]
        found = []
        for cell in cells:
            lines = [
                (cell.item.caption, round(view.height * _CAPTION)),
                (cell.item.details, round(view.height * _DETAILS)),
            ]
            picture = lettered(lines, round(cell.size.width) - 2 * margin, margin)
            left = round(cell.left + (cell.size.width - picture.width if _covers_face(cell, picture) else 0))
            found.append(Lettering(picture, left, round(view.height) - picture.height, *shown))
        return found


def _covers_face(cell: Cell, text: Image.Image) -> bool:
    """Whether a text in the lower left corner of the cell would cover a face, and one in the right corner would not."""
    image, end = cell.item.size, cell.placement.end
    top = cell.size.height - text.height

    def hides(left: float) -> bool:
        return any(
            end.x + box.x * image.width * end.scale < left + text.width
            and end.x + (box.x + box.width) * image.width * end.scale > left
            and end.y + (box.y + box.height) * image.height * end.scale > top
            for box in (face.box for face in cell.item.photo.faces)
        )

    return hides(0) and not hides(cell.size.width - text.width)


def script_of(
    photos: Sequence[ExportPhoto], texts: SlideshowTexts, chapters: ChapterKind, view: Size, seconds: float
) -> list[Act]:
    """The acts of a film of these photos, whose sizes are known: the title, and shots of `seconds` each."""
    items: list[Item] = []
    headings: list[tuple[str, str]] = []
    for chapter in chapters_of(photos, chapters):
        for photo in photos[len(items) : len(items) + chapter.photos]:
            items.append(Item(photo, texts.caption(photo), texts.details(photo), len(headings)))
        headings.append(texts.chapter(chapter))
    fading = round(min(_MOST_FADING, seconds / 3) * RATE)
    acts = [_title(items, texts, view, round(min(_TITLE, _TITLE_PACE * seconds) * RATE), fading)]
    before = -1
    for number, shot in enumerate(arrange(items, view)):
        chapter_number = shot.cells[0].item.chapter
        heading = headings[chapter_number] if chapter_number != before and len(headings) > 1 else None
        frames = round(seconds * (1 + _LONGER * (len(shot.cells) - 1)) * RATE)
        first = Shot(shot.cells, "dip", rests=shot.rests) if number == 0 else shot
        acts.append(Act(first, frames, fading, heading=heading))
        before = chapter_number
    return acts


def _title(items: Sequence[Item], texts: SlideshowTexts, view: Size, frames: int, fading: int) -> Act:
    """The title on the most appealing photo, preferably one that fills the screen."""
    years = sorted({item.photo.taken_at.year for item in items if item.photo.taken_at})

    def suits(shot: Shot) -> float:
        (cell,) = shot.cells
        return cell.item.photo.appeal * (1.0 if cell.placement.mode == "fill" else _NOT_FILLING)

    shot = max((arrange([item], view)[0] for item in items), key=suits)
    return Act(shot, frames, fading, title=(texts.title, texts.subtitle(len(items), years)))
