"""Find nearest neighbours in a large library: list faces by their nearest centre and search only a few lists.

This is the inverted file of Jégou, Douze and Schmid, "Product Quantization for Nearest Neighbor Search" (2011). FAISS
places the centres and finds the centres near each face. One matrix product then compares the faces in a list with all
faces that search the list. This takes only a fraction of the time that comparing face by face would take.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.similarity.products import faiss_library, on_all_cores
from photoindex.people.similarity.top_k import largest

# The number of lists, as a multiple of the square root of the number of faces, and the number of lists searched for
# each face. With these values, .98 of the nearest faces are found in a library of 100,000 faces.
_LISTS_PER_ROOT = 3.2
_SEARCHED = 64

# Each round searches up to four times as many lists as the round before. The faces found in earlier rounds set the bar
# for faces in later rounds.
_FURTHER = 4

# The number of faces per list that are used to train its centre, and the number of rounds of k-means. FAISS itself
# advises 30 to 256 faces per list.
_TRAINED_BY = 64
_TRAINING_ROUNDS = 8

# The number of faces whose neighbours are searched for at once, and how many of these faces are compared with one list
# at once.
_SEARCH_ROWS = 100_000
_BLOCK_ROWS = 2048

Found = tuple[NDArray[np.int64], NDArray[np.float32]]


def find_in_lists(embeddings: NDArray[np.float32], photo: NDArray[np.int64], count: int) -> Found:
    """Find the `count` nearest faces of every face, leaving out faces in the same photo. Returns their rows (int64) and
    similarities (float32).

    `embeddings` is float32 (n, d) of unit length, `photo` int64 (n,). Both results have the shape (n, count), with the
    nearest face first. If fewer than `count` faces were found, the remaining similarities are -inf.

    Raises:
        MissingLibraryError: faiss is not installed.
    """
    n, length = embeddings.shape
    lists = min(max(int(_LISTS_PER_ROOT * math.sqrt(n)), 1), n)
    searched = min(lists, _SEARCHED)
    centres = faiss_library().Kmeans(
        length,
        lists,
        niter=_TRAINING_ROUNDS,
        seed=1,
        spherical=True,
        min_points_per_centroid=1,
        max_points_per_centroid=_TRAINED_BY,
    )
    centres.train(embeddings[: lists * _TRAINED_BY])
    near = np.empty((n, searched), dtype=np.int32)
    for start in range(0, n, _SEARCH_ROWS):
        near[start : start + _SEARCH_ROWS] = centres.index.search(embeddings[start : start + _SEARCH_ROWS], searched)[1]
    order = np.argsort(near[:, 0], kind="stable")
    file = _File(embeddings, photo, order, np.searchsorted(near[order, 0], np.arange(lists + 1)))
    parts = [
        _Search(file, start, near[start : start + _SEARCH_ROWS], count).run() for start in range(0, n, _SEARCH_ROWS)
    ]
    index, similarity = zip(*parts, strict=True)
    return np.concatenate(index), np.concatenate(similarity)


@dataclass(frozen=True, slots=True)
class _File:
    """All faces by list: the faces of list i are the rows `order[starts[i] : starts[i + 1]]`."""

    embeddings: NDArray[np.float32]
    photo: NDArray[np.int64]
    order: NDArray[np.int64]
    starts: NDArray[np.int64]

    def members(self, listed: int) -> NDArray[np.int64]:
        return self.order[self.starts[listed] : self.starts[listed + 1]]


@dataclass(frozen=True, slots=True)
class _Lookup:
    """The faces that search one list. `rows` is int64 (m,), the rows of these faces in the search."""

    listed: int
    rows: NDArray[np.int64]


class _Search:
    """The search for the neighbours of the faces `first`, `first` + 1 and so on. `near` (int32, (r, searched)) holds
    the lists that each face searches, nearest first.
    """

    def __init__(self, file: _File, first: int, near: NDArray[np.int32], count: int) -> None:
        self.file, self.first, self.near = file, first, near
        self.index = np.zeros((len(near), count), dtype=np.int64)
        self.similarity = np.full((len(near), count), -np.inf, dtype=np.float32)

    def run(self) -> Found:
        on_all_cores(self._begin, self._lookups(0, 1))
        start, stop = 1, _FURTHER
        while start < self.near.shape[1]:
            self._add(on_all_cores(self._better, self._lookups(start, stop)))
            start, stop = stop, stop * _FURTHER
        return self.index, self.similarity

    def _lookups(self, start: int, stop: int) -> list[_Lookup]:
        """The faces that search each list. Each face searches its nearest lists from number `start` up to `stop`
        (exclusive).
        """
        near = self.near[:, start:stop]
        by_list = np.argsort(near, axis=None, kind="stable")
        bounds = np.searchsorted(near.ravel()[by_list], np.arange(len(self.file.starts)))
        rows = by_list // near.shape[1]
        return [
            _Lookup(listed, rows[at : min(at + _BLOCK_ROWS, int(bounds[listed + 1]))])
            for listed in range(len(bounds) - 1)
            for at in range(int(bounds[listed]), int(bounds[listed + 1]), _BLOCK_ROWS)
        ]

    def _begin(self, lookup: _Lookup) -> None:
        """Fill in the nearest faces in the list."""
        faces, members = lookup.rows + self.first, self.file.members(lookup.listed)
        products = self.file.embeddings[faces] @ self.file.embeddings[members].T
        products[self.file.photo[faces, None] == self.file.photo[members]] = -np.inf
        count = min(self.index.shape[1], len(members))
        columns, self.similarity[lookup.rows, :count] = largest(products, count)
        self.index[lookup.rows, :count] = members[columns]

    def _better(self, lookup: _Lookup) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """The members of the list that are nearer to a face than the farthest neighbour that the face has so far.
        Returns three arrays: the row of the face, the member, and the similarity.
        """
        members = self.file.members(lookup.listed)
        products = self.file.embeddings[lookup.rows + self.first] @ self.file.embeddings[members].T
        cells = np.flatnonzero(products > self.similarity[lookup.rows, -1:])
        row, member = lookup.rows[cells // max(len(members), 1)], members[cells % max(len(members), 1)]
        other = self.file.photo[row + self.first] != self.file.photo[member]
        return row[other], member[other], products.ravel()[cells[other]]

    def _add(self, better: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]]) -> None:
        """Keep the nearest faces among those found before and the new ones."""
        count = self.index.shape[1]
        rows = np.repeat(np.arange(len(self.index)), count)
        row, member, similarity = (np.concatenate(parts) for parts in zip(
            (rows, self.index.ravel(), self.similarity.ravel()), *better, strict=True
        ))  # fmt: skip
        # One key sorts by row, then by nearness: similarities are at most about 1, so rows do not overlap.
        order = np.argsort(row * 8.0 - np.maximum(similarity, -2.0))
        starts = np.searchsorted(row[order], np.arange(len(self.index)))
        best = order[starts[:, None] + np.arange(count)]
        self.index, self.similarity = member[best], similarity[best]
