"""Sixels, checked by a small decoder."""

import re

import numpy as np
from numpy.typing import NDArray

from photoindex.cli.interactive.sixel import draw


def read(text: str) -> NDArray[np.int64]:
    """The pixels as RGB in percent; -1 where nothing was drawn."""
    match = re.fullmatch(r'\x1bP0;1q"1;1;(\d+);(\d+)(.*)\x1b\\\r\n', text, re.DOTALL)
    assert match is not None
    pixels = np.full((int(match[2]) + 6, int(match[1]), 3), -1, dtype=np.int64)
    registers: dict[int, list[int]] = {}
    number, x, top = 0, 0, 0
    for token in re.findall(r"#[\d;]+|!\d+[?-~]|[?-~]|\$|-", match[3]):
        if token.startswith("#"):
            number, *rest = map(int, token[1:].split(";"))
            if rest:
                registers[number] = rest[1:]
        elif token == "$":
            x = 0
        elif token == "-":
            x, top = 0, top + 6
        else:
            count = int(token[1:-1]) if token.startswith("!") else 1
            for bit in range(6):
                if ord(token[-1]) - 63 >> bit & 1:
                    pixels[top + bit, x : x + count] = registers[number]
            x += count
    return pixels[: int(match[2])]


def test_the_pixels_come_back_in_their_colours() -> None:
    pixels = np.zeros((14, 23, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    pixels[2:9, 3:20, 0] = 255
    pixels[10:, ::2, 2] = 255
    assert np.array_equal(read(draw(pixels)), np.where(pixels[..., :3] > 0, 100, 0))


def test_transparent_pixels_are_not_drawn() -> None:
    pixels = np.full((7, 5, 4), 255, dtype=np.uint8)
    pixels[:, 2, 3] = 0
    shown = read(draw(pixels))
    assert (shown[:, 2] == -1).all()
    assert (shown[:, [0, 1, 3, 4]] == 100).all()


def test_colours_stay_close_in_a_picture_with_many_colours() -> None:
    ramp = np.linspace(0, 255, 60).astype(np.uint8)
    pixels = np.full((30, 60, 4), 255, dtype=np.uint8)
    pixels[..., 0] = ramp
    pixels[..., 1] = ramp[::-1]
    assert np.abs(read(draw(pixels)) - pixels[..., :3] / 2.55).max() < 8
