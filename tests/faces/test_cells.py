"""Searching many small crops in one canvas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.faces.cells import find_in_cells
from photoindex.faces.detection import Candidates
from tests.faces.fake_networks import candidates


class RedSquares:
    """A fake network that finds each red square of 8 pixels that begins at a multiple of 8."""

    def __init__(self, fixed_size: tuple[int, int] | None = None) -> None:
        self.fixed_size = fixed_size
        self.canvases: list[tuple[int, ...]] = []

    def find(self, canvas: NDArray[np.uint8], threshold: float) -> Candidates:
        self.canvases.append(canvas.shape)
        rows, columns = np.nonzero(canvas[::8, ::8, 0])
        return candidates(
            *((x * 8, y * 8, x * 8 + 8, y * 8 + 8, 0.9) for x, y in zip(columns.tolist(), rows.tolist(), strict=True))
        )


def crop(x: int, y: int) -> NDArray[np.uint8]:
    """A crop of 32 pixels with a red square."""
    pixels = np.zeros((32, 32, 3), dtype=np.uint8)
    pixels[y : y + 8, x : x + 8, 0] = 255
    return pixels


sizes = st.none() | st.tuples(st.integers(1, 4), st.integers(1, 4)).map(lambda cells: (cells[0] * 32, cells[1] * 32))


@given(places=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40), fixed_size=sizes)
def test_each_candidate_is_found_in_its_own_crop(
    places: list[tuple[int, int]], fixed_size: tuple[int, int] | None
) -> None:
    crops = [crop(x * 8, y * 8) for x, y in places]
    found = find_in_cells(RedSquares(fixed_size), crops, 0.5)
    for number, (x, y) in enumerate(places):
        (box,) = found.of(number).boxes.tolist()
        assert box == [x * 8, y * 8, x * 8 + 8, y * 8 + 8]
        assert found.of(number).landmarks[0].tolist() == [[x * 8, y * 8]] * 5


@pytest.mark.parametrize(
    ("count", "canvases"),
    [(1, [(32, 32, 3)]), (4, [(32, 128, 3)]), (5, [(64, 96, 3)]), (17, [(128, 128, 3), (32, 128, 3)])],
)
def test_few_cells_of_a_canvas_stay_empty(count: int, canvases: list[tuple[int, ...]]) -> None:
    network = RedSquares()
    find_in_cells(network, [crop(0, 0)] * count, 0.5)
    assert network.canvases == canvases


def test_a_candidate_whose_centre_lies_beside_all_crops_is_left_out() -> None:
    class Outside(RedSquares):
        def find(self, canvas: NDArray[np.uint8], threshold: float) -> Candidates:
            return candidates((-20, 0, 10, 8, 0.9), (0, -20, 8, 10, 0.9), (60, 0, 90, 8, 0.9), (34, 34, 42, 42, 0.9))

    assert find_in_cells(Outside(), [crop(0, 0)], 0.5).cells.tolist() == []


def test_crops_without_candidates_have_none() -> None:
    found = find_in_cells(RedSquares(), [np.zeros((32, 32, 3), dtype=np.uint8)] * 3, 0.5)
    assert found.of(1).scores.size == 0
