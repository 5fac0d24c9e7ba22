"""Find faces that do not look like the rest of their person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.sampling import evenly_spread

# Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): a modified z-score beyond 3.5 is an outlier. For a
# normal distribution, the factor turns the median absolute deviation into the standard deviation.
_OUTLIER = 3.5
_MAD_TO_DEVIATION = 1.4826
# The least deviation that is assumed. Without this limit, faces that are all from one afternoon would set too small a
# deviation, because they vary less than photos of one person usually do.
_LEAST_DEVIATION = 0.03
_FEWEST = 3
_COMPARED_WITH = 500
_BLOCK_ROWS = 4096

# Stands for the column of a face that is not among the faces used for comparison.
_NO_COLUMN = -1


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A face (by its row), its similarity to the other faces of its person, and the similarity that is usual for this
    person. Both similarities are medians.
    """

    row: int
    similarity: float
    usual: float


def contradictions(embeddings: NDArray[np.float32], verification: float) -> list[Contradiction]:
    """Find the faces of one person that are much less similar to the person's other faces than is usual. The least
    similar face comes first.

    `embeddings` is float32 (n, d) of unit length. For each face, the median of its similarities to the other faces is
    taken. A face is reported if this median is below `verification` and is also below the usual value for this person
    by a modified z-score of more than 3.5. Because medians are used, one wrong face cannot change the usual value. With
    fewer than three faces, nothing is reported.
    """
    count = len(embeddings)
    if count < _FEWEST:
        return []
    typical = _typical(embeddings)
    usual = float(np.median(typical))
    deviation = max(_MAD_TO_DEVIATION * float(np.median(np.abs(typical - usual))), _LEAST_DEVIATION)
    odd = np.flatnonzero((typical < verification) & ((usual - typical) / deviation > _OUTLIER))
    return [Contradiction(int(row), float(typical[row]), usual) for row in odd[np.argsort(typical[odd])]]


def _typical(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """The median of each face's similarities to at most `_COMPARED_WITH` evenly spread others: float32 (n,)."""
    count = len(embeddings)
    others = evenly_spread(count, _COMPARED_WITH)
    column = np.full(count, _NO_COLUMN, dtype=np.int64)
    column[others] = np.arange(len(others))
    typical = np.empty(count, dtype=np.float32)
    for start in range(0, count, _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        similarity = embeddings[rows] @ embeddings[others].T
        itself = np.flatnonzero(column[rows] != _NO_COLUMN)
        # The similarity of each face to itself moves to the end of its row, and is not counted.
        similarity[itself, column[rows][itself]] = np.inf
        similarity.sort(axis=1)
        length = np.full(len(similarity), len(others))
        length[itself] -= 1
        row = np.arange(len(similarity))
        typical[rows] = (similarity[row, (length - 1) // 2] + similarity[row, length // 2]) / 2
    return typical
