"""Draw pictures as sixels: bands of six pixels in height, one character for each column and colour of a band."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_BAND = 6
# Terminals have at least 256 registers for colours. With half of them, faces look the same and are drawn sooner.
_COLOURS = 128
_NOT_DRAWN = -1
# A run of at least this many equal characters is shorter as a repetition.
_WORTH_REPEATING = 4


def draw(pixels: NDArray[np.uint8]) -> str:
    """Draw a picture of RGBA, uint8 (h, w, 4), with its upper left corner at the cursor.

    Pixels with an alpha of 0 are not drawn. Afterwards the cursor is below the picture, at the left.
    """
    height, width = pixels.shape[:2]
    picture = Image.fromarray(pixels[..., :3]).quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    numbers = np.where(pixels[..., 3] > 0, np.asarray(picture, dtype=np.int64), _NOT_DRAWN)
    palette = np.array(picture.getpalette() or [], dtype=np.int64).reshape(-1, 3)
    used = _used(numbers)
    registers = "".join(_register(number, palette[number].tolist()) for number in used)
    bands = "-".join(_band(numbers[top : top + _BAND]) for top in range(0, height, _BAND))
    # P2=1 keeps pixels that are not drawn; 1;1 are the proportions of a pixel.
    return f'\x1bP0;1q"1;1;{width};{height}{registers}{bands}-\x1b\\\r\n'


def _register(number: int, colour: list[int]) -> str:
    red, green, blue = (round(value * 100 / 255) for value in colour)
    return f"#{number};2;{red};{green};{blue}"


def _used(numbers: NDArray[np.int64]) -> list[int]:
    return [number for number in np.unique(numbers).tolist() if number != _NOT_DRAWN]


def _band(numbers: NDArray[np.int64]) -> str:
    """A band of up to six rows, one colour after another; `$` returns to the beginning of the band."""
    weights = (1 << np.arange(len(numbers))).astype(np.int64)
    return "$".join(f"#{number}{''.join(_runs(weights @ (numbers == number)))}" for number in _used(numbers))


def _runs(sixels: NDArray[np.int64]) -> Iterator[str]:
    """The characters of one colour, with runs of equal characters shortened."""
    starts = np.concatenate([[0], np.flatnonzero(np.diff(sixels)) + 1])
    lengths = np.diff(np.concatenate([starts, [len(sixels)]]))
    for bits, length in zip(sixels[starts].tolist(), lengths.tolist(), strict=True):
        character = chr(63 + bits)
        yield f"!{length}{character}" if length >= _WORTH_REPEATING else character * length
