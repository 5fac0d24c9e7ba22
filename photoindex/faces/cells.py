"""Run a detector's network over many small square crops at once, side by side in one canvas."""

from collections.abc import Sequence

import numpy as np

from photoindex.faces.detection import Candidates, Image
from photoindex.faces.passes import FaceNetwork

# The most crops in a row of one canvas, and the most rows.
CELLS_ACROSS = 4


def find_in_cells(network: FaceNetwork, crops: Sequence[Image], threshold: float) -> list[Candidates]:
    """For each crop, the candidates that score at least `threshold` (0..1) and have their centre in it, in pixels of
    the crop.

    The crops are RGB squares (uint8) of one side, a multiple of 32. A network with a fixed size that is smaller than a
    crop sees only its top left part.
    """
    if not crops:
        return []
    across, down = _cells(network.fixed_size, len(crops), crops[0].shape[0])
    found: list[Candidates] = []
    for start in range(0, len(crops), across * down):
        found += _find(network, crops[start : start + across * down], across, threshold)
    return found


def _cells(fixed_size: tuple[int, int] | None, crops: int, side: int) -> tuple[int, int]:
    """The number of crops in a row, and the most rows."""
    if fixed_size is not None:
        width, height = fixed_size
        return max(1, width // side), max(1, height // side)
    rows = -(-crops // CELLS_ACROSS)
    # Rows no longer than needed, so that few cells stay empty.
    return -(-crops // rows), CELLS_ACROSS


def _find(network: FaceNetwork, crops: Sequence[Image], across: int, threshold: float) -> list[Candidates]:
    side = crops[0].shape[0]
    width, height = network.fixed_size or (across * side, -(-len(crops) // across) * side)
    canvas = np.zeros((max(height, side), max(width, side), 3), dtype=np.uint8)
    corners = [(number % across * side, number // across * side) for number in range(len(crops))]
    for crop, (left, top) in zip(crops, corners, strict=True):
        canvas[top : top + side, left : left + side] = crop
    found = network.find(canvas[:height, :width], threshold)
    columns, rows = ((found.boxes[:, :2] + found.boxes[:, 2:]) / (2 * side)).T
    return [
        found.take(np.flatnonzero((np.floor(columns) * side == left) & (np.floor(rows) * side == top))).moved(
            -left, -top
        )
        for left, top in corners
    ]
