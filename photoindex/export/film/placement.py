"""Position photos in a window so that every face stays in view: the geometry of the slideshow page (`placement.js`).

Sizes and positions are in pixels of the window, boxes and eyes in fractions of the photo.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from photoindex.domain.geometry import Box, Point

# A photo fills the window only if at least this much of it stays visible.
_LEAST_SEEN = 0.7
# Beyond this, pixels show.
_MOST_ENLARGED = 3.0
_ZOOM = 1.14
_STILL = 0.97
_MIDDLE: Point = (0.5, 0.45)
# How far eyes may be moved onto eyes, in scales of the photo.
_FREEDOM = {"fill": (1.0, 1.8), "fit": (0.75, 1.6)}
# Hair, ears and chin, in sizes of the face (side, above, below); and the least of it, where a photo could not fill the
# window otherwise.
_HEAD, _TIGHT = (0.25, 0.45, 0.3), (0.08, 0.2, 0.12)
# Radians between two lines through eyes that can be faded into each other.
_MOST_TILTED = 0.2


@dataclass(frozen=True, slots=True)
class Size:
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Position:
    """Where the photo's upper left corner lies in the window, and how many pixels one of its pixels takes."""

    x: float
    y: float
    scale: float

    def towards(self, other: "Position", share: float) -> "Position":
        """A position between this one (0) and the other one (1)."""
        return Position(*((1 - share) * a + share * b for a, b in zip(self._numbers, other._numbers, strict=True)))

    @property
    def _numbers(self) -> tuple[float, float, float]:
        return self.x, self.y, self.scale


@dataclass(frozen=True, slots=True)
class Placement:
    """Two positions, between which a photo moves. In the mode "fit", the photo does not fill the window."""

    mode: Literal["fill", "fit"]
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Portrait:
    """A photo with one face whose eyes are known, and its placement."""

    size: Size
    face: Box
    eyes: tuple[Point, Point]
    placement: Placement

    @property
    def middle(self) -> Point:
        (left, top), (right, bottom) = self.eyes
        return (left + right) / 2, (top + bottom) / 2

    @property
    def apart(self) -> float:
        return math.hypot(*self._line)

    @property
    def tilt(self) -> float:
        across, down = self._line
        return math.atan2(down, across)

    @property
    def _line(self) -> tuple[float, float]:
        (left, top), (right, bottom) = self.eyes
        return (right - left) * self.size.width, (bottom - top) * self.size.height


def place(image: Size, view: Size, faces: Sequence[Box]) -> Placement:
    """The positions of a photo: from the whole photo to the faces."""
    fill = max(view.width / image.width, view.height / image.height)
    fit = min(view.width / image.width, view.height / image.height)
    if fit / fill >= _LEAST_SEEN and fill <= _MOST_ENLARGED:
        for room in (_HEAD, _TIGHT):
            if found := _moved(image, view, fill, _around(faces, room)):
                return found
    scale = min(fit, _MOST_ENLARGED)
    return Placement("fit", _towards(image, view, scale * _STILL, _MIDDLE), _towards(image, view, scale, _MIDDLE))


def meet(before: Portrait, after: Portrait, view: Size) -> tuple[Position, Position] | None:
    """Positions of two portraits in which their eyes lie in the same place, as close as possible to where the first
    one ends; None if there are none.
    """
    both = (before, after)
    if abs(before.tilt - after.tilt) > _MOST_TILTED:
        return None
    ranges = [_apart_range(one) for one in both]
    low, high = max(one[0] for one in ranges), min(one[1] for one in ranges)
    if not 0 < low <= high:
        return None
    apart = _clamped(low, before.placement.end.scale * before.apart, high)
    scales = [apart / one.apart for one in both]
    at = [_common(axis, before, after, scales, view) for axis in (0, 1)]
    if at[0] is None or at[1] is None:
        return None
    positions = [
        Position(at[0] - one.middle[0] * one.size.width * scale, at[1] - one.middle[1] * one.size.height * scale, scale)
        for one, scale in zip(both, scales, strict=True)
    ]
    heads = [_around([one.face], _HEAD) for one in both]
    if all(_in_view(one.size, view, *seen) for one, *seen in zip(both, positions, heads, strict=True)):  # type: ignore[arg-type]
        return positions[0], positions[1]
    return None


def _apart_range(portrait: Portrait) -> tuple[float, float]:
    """The least and the largest distance of the eyes in the window."""
    mode, start = portrait.placement.mode, portrait.placement.start
    usual = start.scale if mode == "fill" else start.scale / _STILL
    low, high = (min(factor * usual, _MOST_ENLARGED) * portrait.apart for factor in _FREEDOM[mode])
    return low, high


def _common(axis: int, before: Portrait, after: Portrait, scales: Sequence[float], view: Size) -> float | None:
    """Where the middle of the eyes may lie along an axis in both photos, so that long photos cover the window."""
    room = (view.width, view.height)[axis]
    spans = []
    for one, scale in zip((before, after), scales, strict=True):
        size = (one.size.width, one.size.height)[axis] * scale
        spans.append([edge + one.middle[axis] * size for edge in (min(0.0, room - size), max(0.0, room - size))])
    first, last = max(spans[0][0], spans[1][0]), min(spans[0][1], spans[1][1])
    if first > last:
        return None
    end = before.placement.end
    side = (before.size.width, before.size.height)[axis]
    return _clamped(first, (end.x, end.y)[axis] + before.middle[axis] * side * end.scale, last)


def _moved(image: Size, view: Size, fill: float, heads: Box | None) -> Placement | None:
    """The positions of a photo that fills the window; None if the heads do not fit into it."""
    focus = heads.center if heads else _MIDDLE

    def sees(position: Position) -> bool:
        return heads is None or _in_view(image, view, position, heads)

    middle, aimed = _towards(image, view, fill, _MIDDLE), _towards(image, view, fill, focus)
    near = _towards(image, view, fill * _ZOOM, focus)
    if not sees(aimed):
        return None
    return Placement("fill", middle if sees(middle) else aimed, near if sees(near) else aimed)


def _towards(image: Size, view: Size, scale: float, at: Point) -> Position:
    """The position in which a point of the photo is as close to the middle of the window as possible."""

    def along(size: float, room: float, point: float) -> float:
        return (room - size) / 2 if size <= room else _clamped(room - size, room / 2 - size * point, 0)

    return Position(
        along(image.width * scale, view.width, at[0]), along(image.height * scale, view.height, at[1]), scale
    )


def _in_view(image: Size, view: Size, position: Position, box: Box) -> bool:
    left, top = position.x + box.x * image.width * position.scale, position.y + box.y * image.height * position.scale
    right = left + box.width * image.width * position.scale
    bottom = top + box.height * image.height * position.scale
    return left >= -0.5 and top >= -0.5 and right <= view.width + 0.5 and bottom <= view.height + 0.5


def _around(faces: Sequence[Box], room: tuple[float, float, float]) -> Box | None:
    """The box of all heads, within the photo; None without faces."""
    if not faces:
        return None
    side, above, below = room
    left = max(0.0, min(face.x - face.width * side for face in faces))
    top = max(0.0, min(face.y - face.height * above for face in faces))
    right = min(1.0, max(face.x + face.width * (1 + side) for face in faces))
    bottom = min(1.0, max(face.y + face.height * (1 + below) for face in faces))
    return Box(left, top, right - left, bottom - top)


def _clamped(low: float, value: float, high: float) -> float:
    return max(low, min(high, value))
