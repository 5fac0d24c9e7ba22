"""Count which people the clear faces of each event show.

Clear faces are those that a human named, those that look so much like them that they get the name without asking, and
those of clusters without a name.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.events.division import NO_EVENT, Events

# Stands for a person in no event. It is lower than all numbers of pairs.
_NO_PAIR = -1


@dataclass(frozen=True, slots=True, eq=False)
class ClearFaces:
    """The clear faces of a library.

    - `row`: int64 (c,), the row of each face's photo in `Events`, or `NO_ROW`.
    - `who`: int64 (c,), the person, from 0 without gaps. Each cluster without a name counts as a person.
    """

    row: NDArray[np.int64]
    who: NDArray[np.int64]


class EventCounts:
    """How many clear faces of each person every event has, and the whole library."""

    def __init__(self, events: Events, clear: ClearFaces) -> None:
        self.events, self.clear = events, clear
        self.people = int(clear.who.max(initial=-1)) + 1
        self.of_person = np.bincount(clear.who, minlength=self.people)
        placed = clear.row >= 0
        row, who = clear.row[placed], clear.who[placed]
        levels = [_Level(label, events.count, row, who, self.people) for label in (events.narrow, events.wide)]
        self.narrow, self.wide = levels
        self.in_photo = np.sort(row * max(self.people, 1) + who)
        beside = np.bincount(row, self.of_person[who], minlength=len(events.photo_id))
        self.elsewhere = len(clear.who) - beside
        """The clear faces of the library, without those of persons who have a clear face in the photo: float64 (m,)."""

    def has(self, row: NDArray[np.int64], who: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether these persons have a clear face in the photos with these rows."""
        return _found(self.in_photo, row * max(self.people, 1) + who)[1]


class _Level:
    """The counts of all narrow or all wide events."""

    def __init__(
        self, label: NDArray[np.int64], count: int, row: NDArray[np.int64], who: NDArray[np.int64], people: int
    ) -> None:
        self._people, self.label = max(people, 1), label
        inside = label[row] != NO_EVENT
        row, event, who = row[inside], label[row[inside]], who[inside]
        # A pair of a person and an event is one number, because numpy takes ten times as long to sort pairs.
        self._pair, which, times = _counted(event * max(people, 1) + who)
        self._times = times
        whole = np.bincount(event, minlength=max(count, 1))
        beside = np.bincount(row, times[which], minlength=len(label))
        self.others = np.where(label != NO_EVENT, whole[label] - beside, 0.0)
        """For each photo, the clear faces in its event, without those of persons who have a clear face in the photo:
        float64 (m,).
        """

    def times(self, row: NDArray[np.int64], who: NDArray[np.int64]) -> NDArray[np.float64]:
        """The number of clear faces of these persons in the events of the photos with these rows."""
        label = self.label[row]
        at, found = _found(self._pair, np.where(label != NO_EVENT, label * self._people + who, _NO_PAIR))
        return np.where(found, self._times[at] if len(self._times) else 0, 0).astype(np.float64)

    def people_in(self, row: NDArray[np.int64], most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The persons with clear faces in the event of each of these photos, at most `most` for each: the position of
        the photo in `row`, and the person.
        """
        label = self.label[row]
        start, stop = (np.searchsorted(self._pair, (label + add) * self._people) for add in (0, 1))
        length = np.where(label != NO_EVENT, np.minimum(stop - start, most), 0)
        photo = np.repeat(np.arange(len(row)), length)
        within = np.arange(len(photo)) - np.repeat(np.cumsum(length) - length, length)
        return photo, self._pair[start[photo] + within] % self._people


def _counted(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The different values in ascending order, the position of each value among them, and how often each is there."""
    order = np.argsort(values)
    ordered = values[order]
    begins = np.append(True, ordered[1:] != ordered[:-1])[: len(values)]
    which = np.empty(len(values), dtype=np.int64)
    which[order] = np.cumsum(begins) - 1
    starts = np.flatnonzero(begins)
    return ordered[starts], which, np.diff(np.append(starts, len(values)))


def _found(ordered: NDArray[np.int64], wanted: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The position of each wanted value in an ascending array, and whether it is there."""
    if len(ordered) == 0:
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=np.bool_)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return at, ordered[at] == wanted
