"""Draw the frames of a shot: photos that move in their cells, and texts above them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from photoindex.decode import load_upright
from photoindex.errors import PhotoError
from photoindex.export.film.arranging import Cell, Item, Shot
from photoindex.export.film.placement import Size

Picture = NDArray[np.uint8]

# Behind a photo that does not fill its cell, it is shown again, this much coarser, blurred and dark.
_COARSE, _BLUR, _DARK = 24, 3, 0.35


class UnusableError(Exception):
    """The photo of this item cannot be decoded, for this reason."""

    def __init__(self, item: Item, reason: PhotoError) -> None:
        super().__init__(reason.message)
        self.item, self.reason = item, reason


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text as RGBA, where it stands in the frame, and when it is shown, in frames of the shot."""

    picture: Image.Image
    left: int
    top: int
    first: int
    last: int


class Scene:
    """A shot whose photos are decoded. `dim` is the brightness of the photos, 0 to 1."""

    def __init__(self, shot: Shot, view: Size, letterings: Sequence[Lettering], dim: float = 1.0) -> None:
        """Decode the photos no finer than they are shown. Raises UnusableError."""
        self._view, self._dim = (round(view.height), round(view.width)), dim
        self._cells = [_OpenCell(cell) for cell in shot.cells]
        self._letterings = [(each, np.asarray(each.picture).astype(np.float32)) for each in letterings]

    def drawn(self, progress: float, frame: int, fade: int) -> Picture:
        """The picture (height, width, RGB) when this share of the movement, 0 to 1, is done. Texts appear and disappear
        within `fade` frames.
        """
        canvas = np.zeros((*self._view, 3), dtype=np.uint8)
        for cell in self._cells:
            canvas[:, cell.left : cell.left + cell.width] = cell.drawn(progress)
        if self._dim < 1:
            canvas = dimmed(canvas, self._dim)
        for lettering, pixels in self._letterings:
            strength = min(frame - lettering.first, lettering.last - frame) / fade
            if strength > 0:
                _write(canvas, pixels, lettering.left, lettering.top, min(strength, 1.0))
        return canvas


class _OpenCell:
    def __init__(self, cell: Cell) -> None:
        self._start, self._end = cell.placement.start, cell.placement.end
        self.left, self.width = round(cell.left), round(cell.left + cell.size.width) - round(cell.left)
        self._height = round(cell.size.height)
        photo = cell.item.photo
        finest = min(1.0, max(self._start.scale, self._end.scale))
        try:
            photo.check()
            picture = load_upright(photo.path, max_side=math.ceil(max(photo.width, photo.height) * finest))
        except PhotoError as error:
            raise UnusableError(cell.item, error) from error
        with picture:
            self._pixels = np.array(picture)
            self._behind = _backdrop(picture, (self.width, self._height))
        self._reduction = self._pixels.shape[1] / photo.width

    def drawn(self, progress: float) -> Picture:
        import cv2

        position = self._start.towards(self._end, progress)
        scale = position.scale / self._reduction
        # OpenCV counts from the centre of the first pixel.
        shift = (scale - 1) / 2
        matrix = np.array([[scale, 0, position.x + shift], [0, scale, position.y + shift]])
        return cv2.warpAffine(  # type: ignore[return-value]
            self._pixels, matrix, (self.width, self._height), dst=self._behind.copy(), flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_TRANSPARENT,
        )  # fmt: skip


def dimmed(picture: Picture, brightness: float) -> Picture:
    """The picture with this brightness, 0 to 1."""
    import cv2

    return cv2.convertScaleAbs(picture, alpha=brightness)  # type: ignore[return-value]


def blended(before: Picture, after: Picture, share: float) -> Picture:
    """A mixture, in which the second picture has this share."""
    import cv2

    return cv2.addWeighted(before, 1 - share, after, share, 0)  # type: ignore[return-value]


def _backdrop(picture: Image.Image, size: tuple[int, int]) -> Picture:
    few = (max(2, size[0] // _COARSE), max(2, size[1] // _COARSE))
    scale = max(few[0] / picture.width, few[1] / picture.height)
    width, height = min(few[0] / scale, picture.width), min(few[1] / scale, picture.height)
    left, top = (picture.width - width) / 2, (picture.height - height) / 2
    small = picture.resize(few, Image.Resampling.BOX, (left, top, left + width, top + height))
    blurred = small.filter(ImageFilter.GaussianBlur(_BLUR)).resize(size, Image.Resampling.BICUBIC)
    return dimmed(np.asarray(blurred), _DARK)


def _write(canvas: Picture, pixels: NDArray[np.float32], left: int, top: int, strength: float) -> None:
    """Put a text on the canvas; what lies outside is cut off."""
    height, width = canvas.shape[:2]
    part = canvas[max(top, 0) : top + pixels.shape[0], max(left, 0) : left + pixels.shape[1]]
    text = pixels[max(-top, 0) : height - top, max(-left, 0) : width - left]
    share = text[..., 3:] * (strength / 255)
    part[:] = np.rint(part * (1 - share) + text[..., :3] * share)
