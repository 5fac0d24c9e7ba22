"""Divide photos into events.

A photo can belong to two events. The narrow one is a *moment*: photos of one camera without a long pause between two of
them. The wide one is a *day*, all photos of one folder that were taken on one day, or, if the day is not known, a
*folder*.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.shots import Shots
from photoindex.people.labels import labels_of_pairs

# A moment ends where the same camera takes no photo for this long. Platt, Czerwinski and Field, "PhotoTOC" (2003), find
# that pauses between events differ from user to user. The strength of moments is measured in each library, so this
# value needs to be right only roughly.
_PAUSE = np.timedelta64(30, "m")

# Photos without a date that lie in a folder with more photos than this have nothing in common: such folders collect
# everything that came from a messenger, a scanner or a rescued disk.
_LARGEST_FOLDER = 60

NO_EVENT = -1
"""The label of a photo that belongs to no event, or is the only photo of its event."""

NO_ROW = -1
"""The row of a photo that is not among the photos of `Events`."""


class EventKind(IntEnum):
    """The kinds of events; the numbers are indexes."""

    MOMENT = 0
    DAY = 1
    FOLDER = 2


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """The events of photos: one row per photo, in ascending order of `photo_id` (int64, (m,)).

    `narrow` and `wide` are int64 (m,), labels from 0 or `NO_EVENT`; no label is used in both. `dated` is bool (m,):
    whether the wide event is a day rather than a folder. `count` is the number of labels.
    """

    photo_id: NDArray[np.int64]
    narrow: NDArray[np.int64]
    wide: NDArray[np.int64]
    dated: NDArray[np.bool_]
    count: int

    def rows_of(self, photo_id: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of each of these photos, or `NO_ROW`: int64, of the same length."""
        if len(self.photo_id) == 0:
            return np.full(len(photo_id), NO_ROW, dtype=np.int64)
        row = np.minimum(np.searchsorted(self.photo_id, photo_id), len(self.photo_id) - 1)
        return np.where(self.photo_id[row] == photo_id, row, NO_ROW)


def events_of(shots: Shots) -> Events:
    """Divide photos into events. The result does not depend on the order of the photos, except for the numbers of the
    labels.
    """
    narrow = _moments(shots)
    dated = ~np.isnat(shots.taken)
    day = np.where(dated, shots.taken.astype("datetime64[D]").astype(np.int64), np.iinfo(np.int64).min)
    wide = _shared(labels_of_pairs(shots.folder, day) if len(day) else day, shots.folder != 0)
    size = np.bincount(wide[wide >= 0], minlength=1)
    wide[(wide >= 0) & ~dated & (size[wide] > _LARGEST_FOLDER)] = NO_EVENT
    first = int(narrow.max(initial=NO_EVENT)) + 1
    wide[wide >= 0] += first
    return Events(shots.photo_id, narrow, wide, dated, max(first, int(wide.max(initial=NO_EVENT)) + 1))


def _moments(shots: Shots) -> NDArray[np.int64]:
    # Photos of an unknown camera are likely to be of one camera if they lie in one folder.
    camera = np.where(shots.camera != 0, shots.camera, shots.folder)
    known = shots.exact & ~np.isnat(shots.taken) & (camera != 0)
    rows = np.flatnonzero(known)
    rows = rows[np.lexsort((shots.taken[rows], camera[rows]))]
    begins = np.ones(len(rows), dtype=np.bool_)
    taken, by = shots.taken[rows], camera[rows]
    begins[1:] = (by[1:] != by[:-1]) | (taken[1:] - taken[:-1] > _PAUSE)
    label = np.zeros(len(known), dtype=np.int64)
    label[rows] = np.cumsum(begins) - 1
    return _shared(label, known)


def _shared(label: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number the labels that at least two of the known photos have, from 0; all other photos get `NO_EVENT`."""
    size = np.bincount(label[known], minlength=int(label.max(initial=-1)) + 1)
    number = np.where(size > 1, np.cumsum(size > 1) - 1, NO_EVENT)
    return np.where(known, number[label], NO_EVENT) if len(label) else label
