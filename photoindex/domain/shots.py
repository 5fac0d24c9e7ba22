"""Hold when, with which camera and in which folder photos were taken, in columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Shots:
    """The facts about photos from which events follow: one row per photo, in ascending order of `photo_id`.

    - `photo_id`: int64 (m,).
    - `taken`: datetime64[us] (m,), the local time of the shot, or NaT if the day is not known.
    - `exact`: bool (m,), whether the time is known to the minute.
    - `camera` and `folder`: int64 (m,). Equal numbers mean equal cameras and folders; 0 means unknown.
    """

    photo_id: NDArray[np.int64]
    taken: NDArray[np.datetime64]
    exact: NDArray[np.bool_]
    camera: NDArray[np.int64]
    folder: NDArray[np.int64]
