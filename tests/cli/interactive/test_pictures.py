"""The arrangement of pictures."""

import numpy as np
import pytest

from photoindex.cli.interactive.graphics import Graphics
from photoindex.cli.interactive.pictures import Layout, captions, draw, lay_out, pick

PICTURE = np.full((96, 96, 3), 200, dtype=np.uint8)


@pytest.mark.parametrize("graphics", ["kitty", "sixel", "blocks"])
@pytest.mark.parametrize("sides", [(1, 0), (8, 0), (8, 8), (1, 8), (8, 1)])
@pytest.mark.parametrize("size", [(80, 24), (200, 60), (40, 12)])
def test_the_pictures_fit_the_terminal(graphics: Graphics, sides: tuple[int, int], size: tuple[int, int]) -> None:
    layout = lay_out(graphics, size, (10, 20), sides)
    gap = 3 if layout.other else 0
    width = (layout.one + layout.other) * (layout.columns + 1) - 1 + gap
    assert width < size[0] or layout.one + layout.other <= 2
    assert 1 <= layout.one <= sides[0]
    assert bool(sides[1]) == bool(layout.other)
    assert layout.other <= sides[1]
    assert layout.rows <= size[1] - 7


def test_a_tile_is_square_in_pixels() -> None:
    assert lay_out("sixel", (80, 24), (9, 18), (3, 0)).pixels == (144, 144)
    assert lay_out("blocks", (80, 40), (9, 18), (3, 0)).pixels == (28, 28)


def test_if_few_faces_are_compared_the_other_side_gets_their_room() -> None:
    layout = lay_out("blocks", (150, 40), (10, 20), (1, 8))
    assert (layout.one, layout.other) == (1, 4)


def test_a_missing_picture_is_grey_and_the_gaps_are_empty() -> None:
    layout = Layout(4, 2, (1, 2), 1, 1)
    lines = draw("blocks", 256, layout, [PICTURE, None]).splitlines()
    assert len(lines) == 2
    assert [cell for cell in lines[0] if cell in "\u2580 "] == [*"\u2580\u2580\u2580\u2580", *"    ", *"\u2580" * 4]
    assert "38;5;59" in lines[0]


def test_captions_stand_below_their_pictures() -> None:
    layout = Layout(6, 2, (1, 2), 2, 1)
    assert captions(layout, ["face 1", "a long text", "2004"], len) == "face 1 a long    2004"


def test_faces_with_a_picture_are_shown_first() -> None:
    layout = Layout(6, 2, (1, 2), 2, 1)
    assert pick(layout, {3: PICTURE, 5: PICTURE}, ((1, 2, 3), (4, 5))) == [3, 1, 5]
