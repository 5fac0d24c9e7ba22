"""Sum up the faces of each person or cluster on a card, and bring the cards up to date by the faces that changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from photoindex.people.labels import ids_and_labels
from photoindex.store.views.face_columns import FaceColumns


@dataclass(frozen=True, slots=True)
class Card:
    """A person, or a cluster without a name (`kind` is "person" or "cluster"; `name` is None for a cluster).

    Faces in missing photos are not counted. `portrait` is the best face; None if no face can be shown. `first` and
    `last` are the earliest and latest date of the photos, if known.
    """

    kind: str
    id: int
    name: str | None
    faces: int
    confirmed: int
    photos: int
    first: datetime | None
    last: datetime | None
    portrait: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """The faces of `FaceColumns` in groups. `group` is int64 (n,): the id of the person or cluster. `counted`,
    `confirmed` and `chosen` are bool (n,): the faces that count, those that a human named, and those that represent
    their group if they count.
    """

    group: NDArray[np.int64]
    counted: NDArray[np.bool_]
    confirmed: NDArray[np.bool_]
    chosen: NDArray[np.bool_]

    def groups_changed(self, after: "Grouped") -> NDArray[np.int64]:
        """The ids of the groups that may have another card now, in ascending order."""
        differ = (self.group != after.group) | (self.confirmed != after.confirmed) | (self.chosen != after.chosen)
        rows = np.flatnonzero((self.counted != after.counted) | (differ & after.counted))
        return np.unique(np.concatenate([side.group[rows[side.counted[rows]]] for side in (self, after)]))


def cards_of(
    kind: str, columns: FaceColumns, grouped: Grouped, names: Mapping[int, str], only: NDArray[np.int64] | None = None
) -> dict[int, Card]:
    """The card of each group that has faces, or only of these groups, by id."""
    counted = grouped.counted if only is None else grouped.counted & np.isin(grouped.group, only)
    rows = np.flatnonzero(counted)
    if len(rows) == 0:
        return {}
    ids, label = ids_and_labels(grouped.group[rows])
    photo = columns.photo_row[rows]
    found = zip(
        ids.tolist(),
        np.bincount(label, minlength=len(ids)).tolist(),
        np.bincount(label[grouped.confirmed[rows]], minlength=len(ids)).tolist(),
        _photos(photo, label, len(ids)),
        *_range(columns.taken[photo], label, len(ids)),
        columns.face_id[_best(columns, grouped, rows, label, len(ids))].tolist(),
        strict=True,
    )
    return {number: Card(kind, number, names.get(number), *rest) for number, *rest in found}


def _best(
    columns: FaceColumns, grouped: Grouped, rows: NDArray[np.int64], label: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """The row of the face that represents each group: the best one, among the chosen ones if there are any."""
    label_of = np.full(len(grouped.group), -1, dtype=np.int64)
    label_of[rows] = label
    order = columns.best_first[label_of[columns.best_first] >= 0]
    chosen = grouped.chosen[order]
    if chosen.any():
        order = np.concatenate([order[chosen], order[~chosen]])
    best = np.empty(count, dtype=np.int64)
    # Where an index is repeated, the last value stays.
    best[label_of[order[::-1]]] = order[::-1]
    return best


def _photos(photo: NDArray[np.int64], label: NDArray[np.int64], count: int) -> list[int]:
    """The number of different photos of each group."""
    width = int(photo.max()) + 1
    pairs = np.sort(label * width + photo)
    different = pairs[np.append(True, pairs[1:] != pairs[:-1])]
    numbers: list[int] = np.bincount(different // width, minlength=count).tolist()
    return numbers


def _range(
    taken: NDArray[np.datetime64], label: NDArray[np.int64], count: int
) -> tuple[list[datetime | None], list[datetime | None]]:
    """The earliest and the latest time of each group; None where no time is known."""
    known = ~np.isnat(taken)
    seconds, labels = taken[known].astype("datetime64[s]").astype(np.int64), label[known]
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(first, labels, seconds)
    np.maximum.at(last, labels, seconds)
    dated = np.bincount(labels, minlength=count) > 0
    return _times(first, dated), _times(last, dated)


def _times(seconds: NDArray[np.int64], known: NDArray[np.bool_]) -> list[datetime | None]:
    times: NDArray[np.datetime64] = np.full(len(seconds), "NaT", dtype="datetime64[s]")
    times[known] = seconds[known].astype("datetime64[s]")
    made: list[datetime | None] = times.tolist()
    return made
