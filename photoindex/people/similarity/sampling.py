"""Choose a sample of faces that represents all people, for cases in which measuring all faces would take too long."""

import numpy as np
from numpy.typing import NDArray


def evenly_spread(count: int, most: int) -> NDArray[np.int64]:
    """Choose at most `most` of the rows 0 to `count` - 1, evenly spread. The first and the last row are included. The
    result is int64, ascending.
    """
    return np.linspace(0, count - 1, min(count, most)).round().astype(np.int64)


def spread_over_people(person: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Choose at most `most` of the faces, and return their rows, ascending. If there are no more than `most` faces, all
    of them are chosen.

    `person` is int64 (n,). So that nobody outweighs the others, faces are first left out for the people with the most
    faces. The faces left out are evenly spread, and nobody is reduced to fewer than two faces. If there are still too
    many faces, whole people are left out, evenly spread.
    """
    if len(person) <= most:
        return np.arange(len(person))
    names, of_face, sizes = np.unique(person, return_inverse=True, return_counts=True)
    if np.minimum(sizes, 2).sum() > most:
        kept = evenly_spread(len(names), max(most // 2, 1))
        rows = np.flatnonzero(np.isin(of_face, kept))
        return rows[spread_over_people(person[rows], most)]
    each = 2
    while np.minimum(sizes, each + 1).sum() <= most:
        each += 1
    return np.sort(np.argsort(of_face, kind="stable")[_evenly_spread_in_each(sizes, each)])


def _evenly_spread_in_each(sizes: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Do the same as `evenly_spread` for each of several groups of rows, which follow one another: one call for each of
    500 groups would take ten times as long.
    """
    counts = np.minimum(sizes, most)
    group = np.repeat(np.arange(len(sizes)), counts)
    place = np.arange(len(group)) - (np.cumsum(counts) - counts)[group]
    step = (sizes - 1) / np.maximum(counts - 1, 1)
    return np.asarray((np.cumsum(sizes) - sizes)[group] + (place * step[group]).round().astype(np.int64))
