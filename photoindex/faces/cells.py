"""Run a detector's network over many small square crops at once, side by side in one canvas."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.faces.detection import Candidates, Floats, Image, joined
from photoindex.faces.passes import FaceNetwork

# The most crops in a row of one canvas, and the most rows.
CELLS_ACROSS = 4


@dataclass(frozen=True, slots=True)
class InCells:
    """Candidates, each in pixels of its own crop, and the number of its crop: (n,), from 0."""

    candidates: Candidates
    cells: NDArray[np.intp]

    def of(self, cell: int) -> Candidates:
        """The candidates of one crop."""
        return self.candidates.take(np.flatnonzero(self.cells == cell))


def find_in_cells(network: FaceNetwork, crops: Sequence[Image], threshold: float) -> InCells:
    """The candidates that score at least `threshold` (0..1) in at least one RGB crop (uint8).

    All crops are squares of one side, a multiple of 32. A candidate belongs to the crop that its centre lies in. A
    network with a fixed size that is smaller than a crop sees only its top left part.
    """
    side = crops[0].shape[0]
    across, down = _cells(network.fixed_size, len(crops), side)
    found = [
        _find(network, crops[start : start + across * down], across, threshold, start)
        for start in range(0, len(crops), across * down)
    ]
    return InCells(joined([part.candidates for part in found]), np.concatenate([part.cells for part in found]))


def _cells(fixed_size: tuple[int, int] | None, crops: int, side: int) -> tuple[int, int]:
    """The number of crops in a row, and the most rows."""
    if fixed_size is not None:
        width, height = fixed_size
        return max(1, width // side), max(1, height // side)
    rows = -(-crops // CELLS_ACROSS)
    # Rows no longer than needed, so that few cells stay empty.
    return -(-crops // rows), CELLS_ACROSS


def _find(network: FaceNetwork, crops: Sequence[Image], across: int, threshold: float, first: int) -> InCells:
    side = crops[0].shape[0]
    width, height = network.fixed_size or (across * side, -(-len(crops) // across) * side)
    canvas = np.zeros((max(height, side), max(width, side), 3), dtype=np.uint8)
    for number, crop in enumerate(crops):
        left, top = number % across * side, number // across * side
        canvas[top : top + side, left : left + side] = crop
    found = network.find(canvas[:height, :width], threshold)
    columns, rows = np.floor((found.boxes[:, :2] + found.boxes[:, 2:]) / (2 * side)).T
    cells = rows * across + columns
    inside = np.flatnonzero((columns >= 0) & (columns < across) & (rows >= 0) & (cells < len(crops)))
    corners = np.stack([columns, rows], axis=1)[inside] * np.float32(side)
    return InCells(_moved(found.take(inside), -corners), cells[inside].astype(np.intp) + first)


def _moved(found: Candidates, shifts: Floats) -> Candidates:
    """Each candidate moved by its row of `shifts`, (n, 2)."""
    return Candidates(found.boxes + np.tile(shifts, 2), found.landmarks + shifts[:, None], found.scores)
