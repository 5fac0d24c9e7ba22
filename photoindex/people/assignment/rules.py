"""Decide which person each face belongs to, from its cluster and what the user said. Decisions always stand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.domain import assignment_table
from photoindex.domain.assignment_table import AssignmentTable
from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people import Assignment, PeopleState
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.confidence import Measured, calibration_of, most_likely
from photoindex.people.assignment.propagation import NO_UNIT, FollowedUnits, examples_of, following_probability
from photoindex.people.clustering.constraints import persons_ruled_out
from photoindex.people.parties import (
    IGNORED,
    NOBODY,
    ClusterIds,
    Parties,
    Party,
    in_cluster,
    persons_among,
    with_person,
)

_BLOCK_ROWS = 1024

# From this probability on a face counts as somebody's without a question: finding and removing a wrong face costs a
# user about ten times as much as answering yes, so nine in ten must be right.
AUTOMATIC = 0.9

# From this probability on somebody who shares no cluster with the face is suggested: it is more likely than not.
SUGGESTED = 0.5


def assign(
    face_ids: NDArray[np.int64],
    photo: NDArray[np.int64],
    cluster_ids: ClusterIds,
    embeddings: NDArray[np.float32],
    *,
    state: PeopleState,
    thresholds: Thresholds,
    measured: Measured | None = None,
) -> list[Assignment]:
    """Assign a person to each face, as `assign_all` does: one record a face, in the order given."""
    return assign_all(
        face_ids, photo, cluster_ids, embeddings, state=state, thresholds=thresholds, measured=measured
    ).records()


def assign_all(
    face_ids: NDArray[np.int64],
    photo: NDArray[np.int64],
    cluster_ids: ClusterIds,
    embeddings: NDArray[np.float32],
    *,
    state: PeopleState,
    thresholds: Thresholds,
    measured: Measured | None = None,
) -> AssignmentTable:
    """Assign a person to each face: one row a face, in the order given.

    The first three arrays are int64 (n,); `embeddings` is float32 (n, d) of unit length.

    - Confirmed and ignored faces stay as the human said.
    - A face follows the decided face of its cluster that is most similar to it, if that similarity reaches the
      verification threshold, and nobody otherwise: a name given to a stray does not spread to faces that look
      different.
    - Where all decided faces of a cluster are ignored, others follow only if these are at least half of the cluster:
      one bad crop that is ignored does not hide the person it shows.
    - A face never follows a person whom it was said not to be, or of whom a confirmed face was said to be somebody
      else.
    - Of sides that were told apart only one follows a person: the one most similar to the confirmed faces.
    - A person has one face in a photo: a confirmed one, else the one most similar on average to the confirmed ones.
    - With `measured` from the last clustering, each face that follows has a probability (see `propagation`), and is
      only suggested below `AUTOMATIC`. A face that follows nobody, or with less than `SUGGESTED`, is suggested to be
      the most likely person if that is at least `SUGGESTED`. Without `measured`, all that follow are automatic with
      probability 1.
    """
    decided = _decided_parties(face_ids, state)
    party = Parties(decided.copy())
    forbidden = _forbidden(face_ids, state)
    nearest = Parties(decided.copy())
    open_faces = _may_follow(decided, cluster_ids)
    if len(open_faces):
        similarity = _follow_nearest(nearest, forbidden, cluster_ids, embeddings, open_faces)
        alike = open_faces[similarity >= thresholds.verification]
        party[alike] = nearest[alike]
    _keep_one_face_a_photo(party, decided, photo, face_ids, embeddings)
    _keep_one_side_each(party, decided, face_ids, embeddings, apart=state.apart, forbidden=forbidden)
    if measured is None:
        return _assignments(face_ids, party, decided, np.ones(len(party)))
    calibration = calibration_of(embeddings, photo, decided, measured)
    followed = FollowedUnits(_units(party, cluster_ids), _units(nearest, cluster_ids), decided != NOBODY)
    probability = following_probability(embeddings, followed, measured, calibration)
    party[(decided == NOBODY) & (probability < SUGGESTED)] = NOBODY
    found = _assignments(face_ids, party, decided, probability)
    open_faces = np.flatnonzero(party == NOBODY)
    # Faces that are only suggested to be somebody do not speak for others.
    certain = with_person(party) & (with_person(decided) | (probability >= AUTOMATIC))
    persons = Parties(np.where(certain, party, NOBODY))
    if len(open_faces) and certain.any():
        likely = most_likely(open_faces, persons, embeddings, measured, calibration)
        for row, who, value in _suggestions(open_faces, *likely, persons=persons, photo=photo, forbidden=forbidden):
            found.person_id[row], found.status[row] = who, assignment_table.SUGGESTED
            found.probability[row] = value
    return found


def _units(party: Parties, cluster_ids: ClusterIds) -> NDArray[np.int64]:
    """Label the faces of one party in one cluster alike: int64 (n,), `NO_UNIT` for faces of nobody or in no cluster."""
    units = np.full(len(party), NO_UNIT, dtype=np.int64)
    given = np.flatnonzero((party != NOBODY) & in_cluster(cluster_ids))
    if len(given):
        units[given] = _labels_of_pairs(cluster_ids[given], party[given])
    return units


def _labels_of_pairs(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Label equal pairs of values alike, from 0 without gaps in the order of the values: int64 (n,)."""
    (ones, first), (others, second) = (np.unique(values, return_inverse=True) for values in (one, other))
    assert len(ones) * len(others) < 2**62
    return np.asarray(np.unique(first * len(others) + second, return_inverse=True)[1], dtype=np.int64)


def _suggestions(
    open_faces: NDArray[np.int64],
    likely: Parties,
    probability: NDArray[np.float64],
    *,
    persons: Parties,
    photo: NDArray[np.int64],
    forbidden: Mapping[int, frozenset[Party]],
) -> Iterator[tuple[int, Party, float]]:
    """Whom the faces (by their rows) that follow nobody probably show, unless that person is in the photo already.

    `persons` and `photo` have one entry for every face, `likely` and `probability` one for each open face.
    """
    enough = probability >= SUGGESTED
    rows, whom, probability = open_faces[enough], likely[enough], probability[enough]
    near = np.flatnonzero(with_person(persons) & np.isin(photo, photo[rows]))
    taken = set(zip(persons[near].tolist(), photo[near].tolist(), strict=True))
    order = np.lexsort((rows, -probability))
    for row, who, value in zip(rows[order].tolist(), whom[order].tolist(), probability[order].tolist(), strict=True):
        if who not in forbidden.get(row, ()) and (who, int(photo[row])) not in taken:
            taken.add((who, int(photo[row])))
            yield row, Party(who), value


def _decided_parties(face_ids: NDArray[np.int64], state: PeopleState) -> Parties:
    decided = np.full(len(face_ids), NOBODY, dtype=np.int64)
    decided[np.isin(face_ids, np.fromiter(state.ignored, dtype=np.int64, count=len(state.ignored)))] = IGNORED
    faces = np.fromiter(state.confirmed.keys(), dtype=np.int64, count=len(state.confirmed))
    persons = np.fromiter(state.confirmed.values(), dtype=np.int64, count=len(state.confirmed))
    here = np.isin(faces, face_ids)
    order = np.argsort(face_ids, kind="stable")
    decided[order[np.searchsorted(face_ids[order], faces[here])]] = persons[here]
    return Parties(decided)


def _mostly_ignored(decided: Parties, cluster_ids: ClusterIds) -> NDArray[np.bool_]:
    """For each face whether at least half of its cluster was ignored."""
    _, cluster = np.unique(cluster_ids, return_inverse=True)
    ignored = np.bincount(cluster, weights=decided == IGNORED)
    return (2 * ignored >= np.bincount(cluster))[cluster]


def _forbidden(face_ids: NDArray[np.int64], state: PeopleState) -> dict[int, frozenset[Party]]:
    """The parties that each face (by its row) was said not to belong to."""
    parties = {face: frozenset(map(Party, persons)) for face, persons in persons_ruled_out(state).items()}
    for face, rejected in state.rejected.items():
        said = frozenset(IGNORED if who is None else Party(who) for who in rejected)
        parties[face] = parties.get(face, frozenset()) | said
    if not parties:
        return {}
    return {row: parties[face] for row, face in enumerate(face_ids.tolist()) if face in parties}


def _may_follow(decided: Parties, cluster_ids: ClusterIds) -> NDArray[np.int64]:
    """The rows of the undecided faces in clusters with decided faces."""
    clustered = in_cluster(cluster_ids)
    led_by_person = np.unique(cluster_ids[clustered & with_person(decided)])
    led_by_ignored = np.unique(cluster_ids[clustered & (decided == IGNORED)])
    led = np.isin(cluster_ids, led_by_person)
    led |= np.isin(cluster_ids, led_by_ignored) & _mostly_ignored(decided, cluster_ids)
    return np.flatnonzero(clustered & led & (decided == NOBODY))


def _follow_nearest(
    party: Parties,
    forbidden: Mapping[int, frozenset[Party]],
    cluster_ids: ClusterIds,
    embeddings: NDArray[np.float32],
    open_faces: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Give each open face the party of the decided face of its cluster that is most similar, among those that it may
    follow. Returns that similarity, float32, one an open face; -inf where a face may follow none.
    """
    similarity_of = np.full(len(party), -np.inf, dtype=np.float32)
    led = np.unique(cluster_ids[open_faces])
    voters_of = _by_cluster(np.flatnonzero((party != NOBODY) & np.isin(cluster_ids, led)), cluster_ids)
    for cluster, followers in _by_cluster(open_faces, cluster_ids).items():
        examples = examples_of(voters_of[cluster], Parties(party[voters_of[cluster]]))
        parties = party[examples]
        for start in range(0, len(followers), _BLOCK_ROWS):
            block = followers[start : start + _BLOCK_ROWS]
            similarity = embeddings[block] @ embeddings[examples].T
            for at, row in enumerate(block.tolist()):
                if row in forbidden:
                    similarity[at, np.isin(parties, list(forbidden[row]))] = -np.inf
            best = similarity.argmax(axis=1)
            similarity_of[block] = np.take_along_axis(similarity, best[:, None], axis=1)[:, 0]
            party[block] = np.where(similarity_of[block] > -np.inf, parties[best], NOBODY)
    return similarity_of[open_faces]


def _by_cluster(rows: NDArray[np.int64], cluster_ids: ClusterIds) -> dict[int, NDArray[np.int64]]:
    ordered = rows[np.argsort(cluster_ids[rows], kind="stable")]
    clusters, starts = np.unique(cluster_ids[ordered], return_index=True)
    return dict(zip(clusters.tolist(), np.split(ordered, starts[1:]), strict=True)) if len(clusters) else {}


def _keep_one_face_a_photo(
    party: Parties,
    decided: Parties,
    photo: NDArray[np.int64],
    face_ids: NDArray[np.int64],
    embeddings: NDArray[np.float32],
) -> None:
    """Of several faces of one person in one photo keep the best automatic one, or none beside a confirmed one."""
    assigned = np.flatnonzero(with_person(party))
    pair = _labels_of_pairs(party[assigned], photo[assigned])
    doubled = np.bincount(pair)[pair] > 1
    rows, pair = assigned[doubled], pair[doubled]
    if len(rows) == 0:
        return
    confirmed = decided[rows] >= 0
    similarity = _similarity_to_confirmed(rows, party, decided, embeddings)
    order = np.lexsort((face_ids[rows], -similarity, ~confirmed, pair))
    first = np.ones(len(order), dtype=bool)
    first[1:] = pair[order][1:] != pair[order][:-1]
    surplus = rows[order[~first & ~confirmed[order]]]
    party[surplus] = NOBODY


def _keep_one_side_each(
    party: Parties,
    decided: Parties,
    face_ids: NDArray[np.int64],
    embeddings: NDArray[np.float32],
    *,
    apart: Sequence[Sequence[frozenset[int]]],
    forbidden: dict[int, frozenset[Party]],
) -> None:
    """Of sides that are different people let only one follow a person, and forbid that person to the others.

    Where one of them holds a confirmed face of the person, the others are forbidden to follow already.
    """
    row_of = {face: row for row, face in enumerate(face_ids.tolist())} if apart else {}
    for sides in apart:
        following: dict[Party, list[NDArray[np.int64]]] = defaultdict(list)
        for side in sides:
            rows = np.array([row_of[face] for face in sorted(side) if face in row_of], dtype=np.int64)
            rows = rows[(decided[rows] == NOBODY) & (party[rows] >= 0)]
            for person in persons_among(Parties(party[rows])):
                following[person].append(rows[party[rows] == person])
        for person, rivals in following.items():
            if len(rivals) > 1:
                rivals.sort(key=lambda rows: -float(_similarity_to_confirmed(rows, party, decided, embeddings).max()))
                for row in np.concatenate(rivals[1:]).tolist():
                    party[row] = NOBODY
                    forbidden[row] = forbidden.get(row, frozenset()) | {person}


def _similarity_to_confirmed(
    rows: NDArray[np.int64], party: Parties, decided: Parties, embeddings: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The mean similarity of each face to the confirmed faces of its person: float32, one a row."""
    persons, which = np.unique(party[rows], return_inverse=True)
    means = np.stack([embeddings[decided == person].mean(axis=0) for person in persons.tolist()])
    return np.asarray(np.einsum("nd,nd->n", embeddings[rows], means[which]), dtype=np.float32)


def _assignments(
    face_ids: NDArray[np.int64], party: Parties, decided: Parties, probability: NDArray[np.float64]
) -> AssignmentTable:
    status = np.where(probability >= AUTOMATIC, assignment_table.AUTOMATIC, assignment_table.SUGGESTED).astype(np.int8)
    probability = np.where(decided != NOBODY, 1.0, probability)
    status[with_person(decided)] = assignment_table.CONFIRMED
    status[party == IGNORED] = assignment_table.IGNORED
    status[party == NOBODY], probability[party == NOBODY] = assignment_table.NONE, 0.0
    return AssignmentTable(face_ids, np.where(with_person(party), party, NO_PERSON), status, probability)
