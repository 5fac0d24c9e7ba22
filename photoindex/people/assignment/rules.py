"""Decide which person each face belongs to, from its cluster and what the user said. Decisions always stand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain import assignment_table
from photoindex.domain.assignment_table import AssignmentTable
from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people import PeopleState
from photoindex.domain.picked_rows import Vectors, picked
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.confidence import AUTOMATIC, SUGGESTED, Measured, calibration_of
from photoindex.people.assignment.conflicts import keep_one_face_a_photo, keep_one_side_each
from photoindex.people.assignment.decided import decided_parties, forbidden_parties
from photoindex.people.assignment.event_prior import EventPrior, event_prior_of
from photoindex.people.assignment.following import follow_nearest, may_follow
from photoindex.people.assignment.likeliest import Library, Likeliest, OpenFaces
from photoindex.people.assignment.propagation import FollowedUnits, following_probability, units_of
from photoindex.people.assignment.standing_out import Surroundings, shortfalls, surroundings_of
from photoindex.people.events.division import Events
from photoindex.people.parties import IGNORED, NOBODY, ClusterIds, Parties, Party, with_person
from photoindex.people.similarity.calibration import Calibration, moved


def assign_all(
    face_ids: NDArray[np.int64],
    photo: NDArray[np.int64],
    cluster_ids: ClusterIds,
    embeddings: Vectors,
    *,
    state: PeopleState,
    thresholds: Thresholds,
    measured: Measured | None = None,
    events: Events | None = None,
) -> AssignmentTable:
    """Assign a person to each face: one row per face, in the given order.

    The first three arrays are int64 (n,); `embeddings` is float32 (n, d) of unit length.

    - Confirmed and ignored faces stay as the human said.
    - A face follows the most similar decided face of its cluster if the similarity reaches the verification threshold.
      Otherwise it follows nobody, so that a name given to a stray does not spread to faces that look different.
    - If all decided faces of a cluster are ignored, the other faces follow only if at least half of the cluster is
      ignored. Ignoring one bad crop therefore does not hide the person it shows.
    - A face never follows a person if a human said that the face is not that person. The same holds if a human said
      that the face and one of the person's confirmed faces are different people.
    - If a human said that several sets of faces are different people, only one of the sets follows a given person: the
      set most similar to the person's confirmed faces.
    - A person has only one face in a photo: a confirmed face if there is one, otherwise the face that is on average
      most similar to the person's confirmed faces.
    - With `measured` from the last clustering, each face that follows a person gets a probability (see `propagation`).
      If this is below `AUTOMATIC`, the person is only suggested. For a face that follows nobody, or whose probability
      is below `SUGGESTED`, the most likely person is suggested if their probability is at least `SUGGESTED`. Without
      `measured`, all faces that follow are automatic with probability 1.
    - With `events` too, probabilities below `AUTOMATIC` also depend on who else is in the photo's event (see
      `event_prior`). Faces that are clear keep their probability.
    """
    decided, forbidden = decided_parties(face_ids, state), forbidden_parties(face_ids, state)
    faces = Decided(face_ids, photo, cluster_ids, embeddings, decided, forbidden)
    party, nearest = _follow(faces, state.apart, thresholds)
    if measured is None:
        return _assignments(faces, party, np.ones(len(party)))
    return _with_probabilities(faces, party, nearest, measured, events)


@dataclass(frozen=True, slots=True)
class Decided:
    """The arrays as in `assign_all`, with the decisions. `decided` is the party that each face belongs to by decision.
    `forbidden` maps a row to the parties that the face does not belong to by decision.
    """

    face_ids: NDArray[np.int64]
    photo: NDArray[np.int64]
    cluster_ids: ClusterIds
    embeddings: Vectors
    decided: Parties
    forbidden: dict[int, frozenset[Party]]


def _follow(
    faces: Decided, apart: Sequence[Sequence[frozenset[int]]], thresholds: Thresholds
) -> tuple[Parties, Parties]:
    """The party of each face, and the party of the most similar decided face in its cluster, if there is one that the
    face may follow.

    When a set of faces loses a person to another set, the person is forbidden to the faces of the losing set from then
    on.
    """
    decided, cluster_ids, embeddings = faces.decided, faces.cluster_ids, faces.embeddings
    party, nearest = Parties(decided.copy()), Parties(decided.copy())
    open_faces = may_follow(decided, cluster_ids)
    if len(open_faces):
        similarity = follow_nearest(nearest, faces.forbidden, cluster_ids, embeddings, open_faces)
        alike = open_faces[similarity >= thresholds.verification]
        party[alike] = nearest[alike]
    keep_one_face_a_photo(party, decided, faces.photo, faces.face_ids, embeddings)
    keep_one_side_each(party, decided, faces.face_ids, embeddings, apart=apart, forbidden=faces.forbidden)
    return party, nearest


def _with_probabilities(
    faces: Decided, party: Parties, nearest: Parties, measured: Measured, events: Events | None
) -> AssignmentTable:
    """The assignments with the probability of each, and suggestions for faces that follow nobody."""
    decided, embeddings = faces.decided, faces.embeddings
    calibration = calibration_of(embeddings, faces.photo, decided, measured)
    shortfall = _shortfall(
        faces, measured, lambda: surroundings_of(faces.cluster_ids, embeddings, measured.background)
    )  # fmt: skip
    probability = _followed(faces, party, nearest, (measured, calibration), shortfall)
    # Faces whose person is only suggested are no evidence for other faces.
    clear = _counting(faces, party, probability)
    prior = _prior(faces, clear, events)
    probability = _settled(faces, party, probability, prior)
    found = _assignments(faces, party, probability)
    open_faces = np.flatnonzero(party == NOBODY)
    if len(open_faces) and with_person(clear).any():
        library = Library(embeddings, clear, faces.cluster_ids, measured, calibration, shortfall)
        opened = OpenFaces(open_faces, library)
        if prior is None:
            likely = opened.likeliest()
        else:
            likely = opened.likeliest_in_events(faces.photo[open_faces], prior, _ruled_out(faces, open_faces))
        for row, who, value in _suggestions(faces, open_faces, likely, _counting(faces, party, probability)):
            found.person_id[row], found.status[row] = who, assignment_table.SUGGESTED
            found.probability[row] = value
    return found


def _ruled_out(faces: Decided, open_faces: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each open face (its position in `open_faces`) with each party that it does not belong to by decision: (r, 2)."""
    position = dict(zip(open_faces.tolist(), range(len(open_faces)), strict=True))
    pairs = [(position[row], who) for row, parties in faces.forbidden.items() if row in position for who in parties]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _prior(faces: Decided, clear: Parties, events: Events | None) -> EventPrior | None:
    """What events say; None if they say nothing."""
    if events is None or events.count == 0:
        return None
    prior = event_prior_of(events, faces.photo, clear, faces.cluster_ids, faces.decided)
    return None if prior.recurrence.means_nothing else prior


def _counting(faces: Decided, party: Parties, probability: NDArray[np.float64]) -> Parties:
    """The person of each face that counts as a person's, and `NOBODY` for all others."""
    counts = with_person(party) & (with_person(faces.decided) | (probability >= AUTOMATIC))
    return Parties(np.where(counts, party, NOBODY))


def _shortfall(faces: Decided, measured: Measured, surroundings: Callable[[], Surroundings]) -> NDArray[np.float64]:
    """How far the clusters in which names may follow are from standing out; 0 for faces of other clusters."""
    result = np.zeros(len(faces.decided), dtype=np.float64)
    rows = np.flatnonzero(np.isin(faces.cluster_ids, faces.cluster_ids[may_follow(faces.decided, faces.cluster_ids)]))
    some = Measured(measured.background[rows], measured.expectation)
    result[rows] = shortfalls(ClusterIds(faces.cluster_ids[rows]), picked(faces.embeddings, rows), some, surroundings)
    return result


def _followed(
    faces: Decided,
    party: Parties,
    nearest: Parties,
    known: tuple[Measured, Calibration],
    shortfall: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The probability of each face's party, by looks alone."""
    units, before = units_of(party, faces.cluster_ids), units_of(nearest, faces.cluster_ids)
    followed = FollowedUnits(units, before, faces.decided != NOBODY, shortfall)
    return following_probability(faces.embeddings, followed, *known)


def _settled(
    faces: Decided, party: Parties, probability: NDArray[np.float64], prior: EventPrior | None
) -> NDArray[np.float64]:
    """The probability of each face's party, with what events say about faces that are not clear. Faces whose
    probability is too low are assigned to nobody. A face is ignored only as surely as it would be named, because nobody
    is asked about ignored faces.
    """
    opened = faces.decided == NOBODY
    if prior is not None:
        doubtful = np.flatnonzero(opened & with_person(party) & (probability < AUTOMATIC))
        ratio = prior.log_ratio(faces.photo[doubtful], party[doubtful])
        probability[doubtful] = moved(probability[doubtful], ratio)
    party[opened & (probability < np.where(party == IGNORED, AUTOMATIC, SUGGESTED))] = NOBODY
    return probability


def assign_clusters(
    faces: Decided,
    apart: Sequence[Sequence[frozenset[int]]],
    thresholds: Thresholds,
    known: tuple[Measured, Calibration] | None,
    prior: EventPrior | None = None,
    *,
    surroundings: Callable[[], Surroundings],
) -> AssignmentTable:
    """Assign the faces of some whole clusters as `assign_all` would, without regard to the faces of other clusters: one
    row per face, in the given order.

    `known` holds the measurements of these faces, and the calibration that the whole library had at some earlier time;
    `prior` is what events said at that time, and `surroundings` samples the clusters of the whole library.
    Faces that follow nobody get no suggestion.
    """
    party, nearest = _follow(faces, apart, thresholds)
    if known is None:
        return _assignments(faces, party, np.ones(len(party)))
    shortfall = _shortfall(faces, known[0], surroundings)
    followed = _followed(faces, party, nearest, known, shortfall)
    return _assignments(faces, party, _settled(faces, party, followed, prior))


def _suggestions(
    faces: Decided, open_faces: NDArray[np.int64], likely: Likeliest, counting: Parties
) -> Iterator[tuple[int, Party, float]]:
    """Suggest a person for each of the faces (by row) that follow nobody, unless that person is in the photo already.

    `counting` names the person of each face that counts as a person's. `likely` has one entry for each open face.
    """
    enough = likely.probability >= SUGGESTED
    rows, whom, probability = open_faces[enough], likely.person[enough], likely.probability[enough]
    photo = faces.photo
    near = np.flatnonzero(with_person(counting) & np.isin(photo, photo[rows]))
    taken = set(zip(counting[near].tolist(), photo[near].tolist(), strict=True))
    order = np.lexsort((rows, -probability))
    for row, who, value in zip(rows[order].tolist(), whom[order].tolist(), probability[order].tolist(), strict=True):
        if who not in faces.forbidden.get(row, ()) and (who, int(photo[row])) not in taken:
            taken.add((who, int(photo[row])))
            yield row, Party(who), value


def _assignments(faces: Decided, party: Parties, probability: NDArray[np.float64]) -> AssignmentTable:
    decided = faces.decided
    status = np.where(probability >= AUTOMATIC, assignment_table.AUTOMATIC, assignment_table.SUGGESTED).astype(np.int8)
    probability = np.where(decided != NOBODY, 1.0, probability)
    status[with_person(decided)] = assignment_table.CONFIRMED
    status[party == IGNORED] = assignment_table.IGNORED
    status[party == NOBODY], probability[party == NOBODY] = assignment_table.NONE, 0.0
    return AssignmentTable(faces.face_ids, np.where(with_person(party), party, NO_PERSON), status, probability)
