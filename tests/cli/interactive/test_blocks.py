"""Half-block pictures."""

import re

import numpy as np
from numpy.typing import NDArray

from photoindex.cli.interactive.blocks import draw, nearest_of_256

RED, GREEN, CLEAR = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 0, 0)


def picture(*rows: list[tuple[int, int, int, int]]) -> NDArray[np.uint8]:
    return np.array(rows, dtype=np.uint8)


def test_a_cell_shows_the_upper_pixel_as_text_and_the_lower_one_as_background() -> None:
    assert draw(picture([RED], [GREEN]), 16_777_216) == ["\x1b[38;2;255;0;0;48;2;0;255;0m\u2580\x1b[0m"]
    assert draw(picture([RED], [GREEN]), 256) == ["\x1b[38;5;196;48;5;46m\u2580\x1b[0m"]


def test_equal_neighbours_share_one_sequence_and_transparent_cells_are_empty() -> None:
    (line,) = draw(picture([RED, RED, CLEAR, RED], [RED, RED, CLEAR, RED]), 256)
    assert re.sub(r"\x1b\[[0-9;]*m", "", line) == "\u2580\u2580 \u2580"
    assert line.count("\x1b[38") == 2


def test_an_odd_number_of_rows_is_filled_up() -> None:
    assert len(draw(picture([RED], [RED], [RED]), 256)) == 2


def test_each_colour_gets_the_nearest_of_256() -> None:
    pixels = np.array([[[0, 0, 0], [255, 255, 255], [95, 135, 175], [128, 128, 128], [100, 10, 10]]], dtype=np.uint8)
    assert nearest_of_256(pixels).tolist() == [[16, 231, 67, 244, 52]]
