"""Say how much the event of a photo changes the odds that a face in it is a certain person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.assignment.clear_faces import ClearFaces, EventCounts
from photoindex.people.assignment.recurrence import Recurrence, recurrence_in, shares_of
from photoindex.people.events.division import EventKind, Events
from photoindex.people.labels import ids_and_labels
from photoindex.people.parties import NOBODY, ClusterIds, Parties, in_cluster, with_person

# The most that an event may add to the log odds of a person, and take from them. In albums made of one half of the
# people of CelebA and LFW, with three embedders, names that events had made likelier were right as often as their
# probability says, or more often. With 3.0, of those between .5 and .8 only one in four was right, because strangers
# who are in a photo by chance resemble somebody in the event. See benchmarks/events.py.
MOST_ADDED, MOST_TAKEN = 1.5, 1.0

# Of each event, at most this many persons are compared with each face.
_MOST_PERSONS = 32


@dataclass(frozen=True, slots=True)
class EventSupport:
    """A person has clear faces in `photos` other photos of an event, and this makes it `factor` times likelier that a
    face in the photo is that person.
    """

    person_id: int
    kind: EventKind
    photos: int
    factor: float


@dataclass(frozen=True, slots=True, eq=False)
class EventPrior:
    """What the clear faces of a library say about who is in which event. `names` (int64, ascending) are the
    ids of the persons with clear faces; `counts` numbers these persons by their positions here.
    """

    counts: EventCounts
    recurrence: Recurrence
    names: NDArray[np.int64]

    def log_ratio(self, photo: NDArray[np.int64], person: NDArray[np.int64]) -> NDArray[np.float64]:
        """The log of the factor by which the event changes the odds that a face in the photo is the person: float64, of
        the same length, from `-MOST_TAKEN` to `MOST_ADDED`. It is 0 for photos in no event with other clear faces, for
        persons without clear faces, and for persons who have a clear face in the photo.
        """
        result = np.zeros(len(photo), dtype=np.float64)
        row = self.counts.events.rows_of(photo)
        at = np.minimum(np.searchsorted(self.names, person), max(len(self.names) - 1, 0))
        if len(self.names) == 0 or self.recurrence.means_nothing:
            return result
        known = np.flatnonzero((row >= 0) & (self.names[at] == person))
        known = known[~self.counts.has(row[known], at[known])]
        shares = shares_of(self.counts, row[known], at[known])
        ratio = shares.likelihood(np.array(self.recurrence.chance)) / shares.library
        result[known] = np.clip(np.log(ratio), -MOST_TAKEN, MOST_ADDED)
        return result

    def support(self, photo: int, person: int) -> EventSupport | None:
        """What the event of the photo says for the person. None if it says nothing or makes the person less likely."""
        photos = np.array([photo], dtype=np.int64)
        ratio = float(self.log_ratio(photos, np.array([person], dtype=np.int64))[0])
        if ratio <= 0:
            return None
        row = self.counts.events.rows_of(photos)
        who = np.searchsorted(self.names, [person])
        narrow = int(self.counts.narrow.times(row, who)[0])
        if narrow and self.recurrence.chance[EventKind.MOMENT] > 0:
            return EventSupport(person, EventKind.MOMENT, narrow, float(np.exp(ratio)))
        kind = EventKind.DAY if self.counts.events.dated[row[0]] else EventKind.FOLDER
        return EventSupport(person, kind, int(self.counts.wide.times(row, who)[0]), float(np.exp(ratio)))

    def candidates(self, photo: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The persons whom the event makes likelier for a face in each of these photos: the position in `photo`, and
        the person, both int64.
        """
        nothing = np.empty(0, dtype=np.int64)
        if self.recurrence.means_nothing:
            return nothing, nothing
        row = self.counts.events.rows_of(photo)
        placed = np.flatnonzero(row >= 0)
        found = [level.people_in(row[placed], _MOST_PERSONS) for level in (self.counts.narrow, self.counts.wide)]
        at, who = (np.concatenate(part) for part in zip(*found, strict=True))
        named = who < len(self.names)
        pair = np.unique(at[named] * max(len(self.names), 1) + who[named])
        at, who = placed[pair // max(len(self.names), 1)], pair % max(len(self.names), 1)
        free = ~self.counts.has(row[at], who)
        return at[free], self.names[who[free]]


def event_prior_of(
    events: Events, photo: NDArray[np.int64], clear: Parties, clusters: ClusterIds, decided: Parties
) -> EventPrior:
    """Measure what events say.

    Args:
        photo: int64 (n,), the photo of each face.
        clear: the person of each clear face; for all others, a number that stands for no person.
        clusters: the cluster of each face.
        decided: what a human said about each face. In clusters with such faces, faces without a clear name are not
            clear.
    """
    named = np.flatnonzero(with_person(clear))
    names, who = ids_and_labels(clear[named])
    groups, group = ids_and_labels(clusters + 1)
    led = np.zeros(len(groups), dtype=np.bool_)
    led[group[decided != NOBODY]] = True
    unnamed = np.flatnonzero(in_cluster(clusters) & ~with_person(clear) & ~led[group])
    _, cluster = ids_and_labels(clusters[unnamed])
    rows = events.rows_of(photo[np.concatenate([named, unnamed])])
    counts = EventCounts(events, ClearFaces(rows, np.concatenate([who, cluster + len(names)])))
    return EventPrior(counts, recurrence_in(counts), names)
