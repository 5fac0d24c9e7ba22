"""Turn faces into the pictures of a timelapse: each is shown for a while and then fades into the next one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from photoindex.export.film.records import Film, Shown
from photoindex.export.timelapse.labels import DrawnLabel, drawn_label
from photoindex.export.timelapse.records import Label

# The share of the time of a face in which it fades.
_FADING = 0.4


@dataclass(frozen=True, slots=True)
class Still:
    """A face as a picture in a file, and the text in its corner."""

    path: Path
    label: Label


@dataclass(frozen=True, slots=True)
class Pace:
    """How many frames show a face alone, and how many lie between two faces."""

    still: int
    fade: int

    @classmethod
    def of(cls, seconds: float, rate: int) -> "Pace":
        """The pace at which every face takes this many seconds, with `rate` frames in a second."""
        frames = max(1, round(seconds * rate))
        fade = round(frames * _FADING)
        return cls(frames - fade, fade)


def lengths_of(faces: int, pace: Pace) -> list[int]:
    """For each picture of `film_of`, how many frames show it."""
    return ([pace.still] + [1] * pace.fade) * (faces - 1) + [pace.still + pace.fade]


def film_of(stills: Sequence[Still], side: int, pace: Pace) -> Film:
    """The pictures of a timelapse. The text changes in the middle of a fade, because two texts on top of each other
    cannot be read.
    """
    before = _Opened.of(stills[0], side)
    for still in stills[1:]:
        yield Shown(before.labelled(before.picture), pace.still)
        after = _Opened.of(still, side)
        yield from _fade(before, after, pace.fade)
        before = after
    yield Shown(before.labelled(before.picture), pace.still + pace.fade)


@dataclass(frozen=True, slots=True)
class _Opened:
    picture: Image.Image
    label: DrawnLabel

    @classmethod
    def of(cls, still: Still, side: int) -> "_Opened":
        with Image.open(still.path) as opened:
            return cls(opened.convert("RGB"), drawn_label(still.label, side))

    def labelled(self, picture: Image.Image) -> Image.Image:
        copy = picture.copy()
        self.label.put_on(copy)
        return copy


def _fade(before: _Opened, after: _Opened, frames: int) -> Iterator[Shown]:
    for number in range(1, frames + 1):
        share = number / (frames + 1)
        smooth = share * share * (3 - 2 * share)
        nearer = before if share < 0.5 else after
        yield Shown(nearer.labelled(Image.blend(before.picture, after.picture, smooth)))
