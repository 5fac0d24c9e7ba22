"""Find the person whom each face without a name shows most likely, from its looks and from its event.

A face in a cluster without a name may be that person in two ways: the face belongs to its cluster, and the whole
cluster is the person; or the face does not belong there, and is the person by itself. The probabilities of both are
added. A face alone would often resemble some person among hundreds, although its cluster clearly shows somebody else.

Whether the face's cluster has clear faces of the person counts too (see `clustered`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors, picked
from photoindex.people.assignment.clustered import in_one_cluster, kept_apart
from photoindex.people.assignment.confidence import AUTOMATIC, Measured, strongest, strongest_clusters
from photoindex.people.assignment.event_prior import EventPrior
from photoindex.people.labels import dense
from photoindex.people.parties import ClusterIds, Parties, in_cluster, with_person
from photoindex.people.similarity.calibration import Calibration, moved
from photoindex.people.similarity.evidence import ClusterSums, evidence_between, evidence_of_members

_Floats = NDArray[np.float64]
_Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Likeliest:
    """For each of some faces, the most likely person and the probability of that person (float64, 0..1). The arrays
    have one entry per face.
    """

    person: Parties
    probability: _Floats


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """The faces of a library: `embeddings` is float32 (n, d) of unit length, `clear` (int64, (n,)) names the person of
    each clear face and no person for all other faces, and `cluster` is the cluster of each face. `shortfall` is float64
    (n,), how far the cluster of each face is from standing out (see `standing_out`).
    """

    embeddings: Vectors
    clear: Parties
    cluster: ClusterIds
    measured: Measured
    calibration: Calibration
    shortfall: _Floats


class OpenFaces:
    """The faces that follow nobody, and the persons with clear faces. At least one person has a clear face."""

    def __init__(self, rows: _Rows, library: Library) -> None:
        """`rows` are the rows of the faces in the library."""
        measured, embeddings = library.measured, library.embeddings
        known = np.flatnonzero(with_person(library.clear))
        self._names, labels = np.unique(library.clear[known], return_inverse=True)
        self._persons = ClusterSums(labels.astype(np.int64), picked(embeddings, known), measured.background[known])
        self._faces, self._background = picked(embeddings, rows), measured.background[rows]
        self._expectation, self._calibration = measured.expectation, library.calibration
        # Each cluster with each person who has clear faces in it, as one number.
        self._cluster = np.asarray(library.cluster[rows], dtype=np.int64)
        clustered = in_cluster(ClusterIds(library.cluster[known]))
        self._led = np.unique(library.cluster[known][clustered] * len(self._names) + labels[clustered])
        self._shortfall = library.shortfall[rows]
        # A unit consists of the open faces of one cluster; a face in no cluster is a unit of its own.
        self._unit = dense(library.cluster[rows])
        self._units = ClusterSums(self._unit, self._faces, self._background)
        self._within = self._probability_within()

    def likeliest(self) -> Likeliest:
        """For each face, the person who is most likely by looks."""
        unit_best, highest = strongest_clusters(self._units, self._persons)
        who = unit_best[self._unit]
        everyone = np.arange(len(who))
        as_unit = self._probable(everyone, highest[self._unit], who, self._units.size[self._unit])
        members = np.flatnonzero(self._within > 0.0)
        probability = as_unit.copy()
        probability[members] = self._mixed(members, as_unit[members], self._alone(members, who[members]))
        doubtful = members[self._within[members] < AUTOMATIC]
        probability = self._clustered(everyone, who, probability)
        if len(doubtful):
            best, evidence = strongest(picked(self._faces, doubtful), self._background[doubtful], self._persons)
            alone = self._probable(doubtful, evidence, best, np.ones(len(best)))
            weighed = self._clustered(doubtful, best, self._mixed(doubtful, self._of_units(doubtful, best), alone))
            better = weighed > probability[doubtful]
            who[doubtful[better]], probability[doubtful[better]] = best[better], weighed[better]
        return Likeliest(Parties(self._names[who]), probability)

    def likeliest_in_events(self, photo: _Rows, prior: EventPrior, ruled_out: _Rows) -> Likeliest:
        """For each face, the person who is most likely by looks and events.

        Events count for faces whose name and cluster are both unclear. For these, the person who is most likely by
        looks is compared with the persons in the photo's event, and the event changes the probability of each.

        `photo` (int64) is the photo of each face. `ruled_out` (int64, (r, 2)) holds pairs of a face and a person whom
        it does not show. Such a person is left out, so that the next most likely one is found.
        """
        looks = self.likeliest()
        person, probability = Parties(looks.person.copy()), looks.probability.copy()
        doubtful = np.flatnonzero((probability < AUTOMATIC) & (self._within < AUTOMATIC))
        seen = photo[doubtful]
        probability[doubtful] = moved(probability[doubtful], prior.log_ratio(seen, person[doubtful]))
        probability[doubtful[_among(ruled_out, doubtful, person[doubtful])]] = 0.0
        at, whom = prior.candidates(seen)
        free = ~_among(ruled_out, doubtful[at], whom)
        at, whom = at[free], whom[free]
        faces, who = doubtful[at], np.searchsorted(self._names, whom)
        by_looks = self._mixed(faces, self._of_units(faces, who), self._alone(faces, who))
        weighed = moved(self._clustered(faces, who, by_looks), prior.log_ratio(seen[at], whom))
        order = np.lexsort((-whom, weighed, at))
        best = order[np.append(at[order][1:] != at[order][:-1], np.ones(min(len(order), 1), dtype=np.bool_))]
        best = best[weighed[best] > probability[faces[best]]]
        person[faces[best]], probability[faces[best]] = whom[best], weighed[best]
        return Likeliest(person, probability)

    def _probability_within(self) -> _Floats:
        """The probability that each face belongs to its unit, and 0 for a face that is a unit of its own."""
        others = self._units.size[self._unit] - 1
        members = np.flatnonzero(others > 0)
        faces, background, unit = picked(self._faces, members), self._background[members], self._unit[members]
        evidence = evidence_of_members(unit, faces, background, self._units)
        odds = self._expectation.log_odds(evidence, others[members], np.ones(len(members)))
        result = np.zeros(len(others))
        result[members] = self._calibration.probability_same(odds)
        return result

    def _mixed(self, at: _Rows, as_unit: _Floats, alone: _Floats) -> _Floats:
        """The probability for the faces at these positions, from that of their units and that of the faces alone."""
        within = self._within[at]
        return np.where(within > 0.0, within * as_unit + (1 - within) * alone, as_unit)

    def _alone(self, at: _Rows, who: _Rows) -> _Floats:
        evidence = self._persons.evidence_of(picked(self._faces, at), self._background[at], who)
        return self._probable(at, evidence, who, np.ones(len(who)))

    def _of_units(self, at: _Rows, who: _Rows) -> _Floats:
        unit = self._unit[at]
        evidence = evidence_between(self._units, self._persons, unit, who)
        return self._probable(at, evidence, who, self._units.size[unit])

    def _probable(self, at: _Rows, evidence: _Floats, who: _Rows, size: _Floats) -> _Floats:
        odds = self._expectation.log_odds(evidence, self._persons.size[who], size)
        return self._calibration.probability_same(np.where(self._joined(at, who), odds, kept_apart(odds)))

    def _clustered(self, at: _Rows, who: _Rows, probability: _Floats) -> _Floats:
        """The probability for the faces at these positions, with what it says that a person's faces are in a face's
        cluster.
        """
        return np.where(self._joined(at, who), in_one_cluster(probability, self._shortfall[at]), probability)

    def _joined(self, at: _Rows, who: _Rows) -> NDArray[np.bool_]:
        """Whether the clusters of the faces at these positions have clear faces of the persons."""
        cluster = self._cluster[at]
        return in_cluster(ClusterIds(cluster)) & np.isin(cluster * len(self._names) + who, self._led)


def _among(pairs: _Rows, faces: _Rows, persons: _Rows) -> NDArray[np.bool_]:
    """Whether each face and its person are one of the `pairs`: bool, of the same length as `faces`."""
    width = max(int(persons.max(initial=0)), int(pairs[:, 1].max(initial=0))) + 1
    known = pairs[pairs[:, 1] >= 0]
    return np.isin(faces * width + persons, known[:, 0] * width + known[:, 1])
