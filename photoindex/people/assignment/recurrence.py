"""Measure how much the other photos of an event say about who is in a photo.

Who is in a photo is modelled as a mixture: with some chance, the person is drawn from the faces in the other photos of
the narrow event; otherwise, with another chance, from those of the wide event; and otherwise from the whole library.
Language models mix frequencies of long and short contexts in the same way (Jelinek and Mercer, "Interpolated estimation
of Markov source parameters from sparse data", 1980). The chances are measured in each library, on faces that are clear
without regard to events. Where people do not recur within events more often than elsewhere, the chances are 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.assignment.clear_faces import EventCounts
from photoindex.people.events.division import NO_EVENT, EventKind
from photoindex.people.similarity.sampling import evenly_spread

# At most this many clear faces are used; the standard error of a chance is then about .01.
_SAMPLE = 2000

# The chances that are tried.
_CHANCES = np.linspace(0.0, 0.96, 25)

# Each chance is the lowest that the faces do not contradict: the log-likelihood may be this much below its maximum.
# Without it, chances in meaningless events would be small but above 0, and small chances already matter for persons who
# are rare in the library. 4.5 corresponds to three standard errors.
_DOUBT = 4.5

_SWEEPS = 2


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The chance (0..1) that a person in a photo is drawn from the other photos of its event, by the kind of event."""

    chance: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def means_nothing(self) -> bool:
        return not any(self.chance)


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """For faces and persons, the share of the person among the faces that the face's photo could be drawn from.

    All are float64 (n,): `narrow` and `wide` for the events, and `library`. `by_narrow` and `by_wide` (bool) say
    whether the event has other faces at all; `kind` (int64) is the kind of the wide event.
    """

    narrow: NDArray[np.float64]
    wide: NDArray[np.float64]
    library: NDArray[np.float64]
    by_narrow: NDArray[np.bool_]
    by_wide: NDArray[np.bool_]
    kind: NDArray[np.int64]

    def likelihood(self, chance: NDArray[np.float64]) -> NDArray[np.float64]:
        """How likely the persons are: float64 (n,)."""
        narrow = np.where(self.by_narrow, chance[EventKind.MOMENT], 0.0)
        wide = np.where(self.by_wide, chance[self.kind], 0.0)
        return narrow * self.narrow + (1 - narrow) * (wide * self.wide + (1 - wide) * self.library)


def shares_of(counts: EventCounts, row: NDArray[np.int64], who: NDArray[np.int64], *, own: bool = False) -> Shares:
    """The shares of these persons for faces in the photos with these rows. `own` means that the faces are themselves
    among the clear faces, and those of these persons; they are left out then.
    """
    leave = 1 if own else 0
    found = []
    for level in (counts.narrow, counts.wide):
        times = level.times(row, who)
        inside = level.label[row] != NO_EVENT
        others = level.others[row] + np.where(inside, times, 0.0) * leave
        times, others = np.maximum(times - leave, 0.0), np.maximum(others - leave * inside, 0.0)
        found.append((times / np.maximum(others, 1.0), others > 0))
    of_person = counts.of_person[who].astype(np.float64)
    elsewhere = counts.elsewhere[row] + of_person * leave - leave
    library = np.maximum(of_person - leave, 0.5) / np.maximum(elsewhere, 1.0)
    (narrow, by_narrow), (wide, by_wide) = found
    kind = np.where(counts.events.dated[row], int(EventKind.DAY), int(EventKind.FOLDER))
    return Shares(narrow, wide, library, by_narrow, by_wide, kind)


def recurrence_in(counts: EventCounts) -> Recurrence:
    """Measure the chances of a library."""
    row, who = counts.clear.row, counts.clear.who
    inside = np.flatnonzero(row >= 0)
    inside = inside[(counts.narrow.label[row[inside]] != NO_EVENT) | (counts.wide.label[row[inside]] != NO_EVENT)]
    inside = inside[evenly_spread(len(inside), _SAMPLE)]
    shares = shares_of(counts, row[inside], who[inside], own=True)
    chance = np.zeros(len(EventKind))
    kinds = [kind for kind in EventKind if len(inside) and _says_something(shares, kind)]
    for _ in range(_SWEEPS):
        for kind in kinds:
            chance[kind] = _CHANCES[_fits(shares, chance, kind).argmax()]
    lowest = [0.0, 0.0, 0.0]
    for kind in kinds:
        fits = _fits(shares, chance, kind)
        lowest[kind] = float(_CHANCES[np.argmax(fits >= fits.max() - _DOUBT)])
    moment, day, folder = lowest
    return Recurrence((moment, day, folder))


def _says_something(shares: Shares, kind: EventKind) -> bool:
    """Whether one of the faces is in an event of this kind that has other faces."""
    return bool((shares.by_narrow if kind == EventKind.MOMENT else shares.by_wide & (shares.kind == kind)).any())


def _fits(shares: Shares, chance: NDArray[np.float64], kind: EventKind) -> NDArray[np.float64]:
    """The log-likelihood for each chance of one kind of event, with those of the other kinds as they are."""
    ends = []
    for value in (0.0, 1.0):
        tried = chance.copy()
        tried[kind] = value
        ends.append(shares.likelihood(tried))
    # The likelihood of a face is linear in the chance.
    between = ends[0] + _CHANCES[:, None] * (ends[1] - ends[0])
    return np.asarray(np.log(between).sum(axis=1), dtype=np.float64)
