"""Clusters and decisions in, whose face each one is out. What a human said always stands."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.domain import assignment_table
from photoindex.domain.assignment_table import NO_PERSON, AssignmentTable
from photoindex.domain.people import Assignment, PeopleState
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.confidence import Measured, calibration_of, most_likely
from photoindex.people.assignment.propagation import Company, chances, examples_of
from photoindex.people.clustering.constraints import persons_ruled_out

# Parties are what a face can belong to: a person by its id, the ignored, or nobody.
_IGNORED = -1
_NOBODY = -2

_BLOCK_ROWS = 1024

# From here a face counts as somebody's without being asked about: finding and taking out a wrong face costs a user
# about ten times as much as answering yes, so nine in ten must be right.
AUTOMATIC = 0.9

# From here somebody is suggested who stands in no group with the face: it is more likely than not.
SUGGESTED = 0.5


def assign(
    face_ids: NDArray[np.int64],
    photo: NDArray[np.int64],
    cluster_ids: NDArray[np.int64],
    embeddings: NDArray[np.float32],
    *,
    state: PeopleState,
    thresholds: Thresholds,
    measured: Measured | None = None,
) -> list[Assignment]:
    """One assignment a face, in the order given; see `assign_all`."""
    return assign_all(
        face_ids, photo, cluster_ids, embeddings, state=state, thresholds=thresholds, measured=measured
    ).records()


def assign_all(
    face_ids: NDArray[np.int64],
    photo: NDArray[np.int64],
    cluster_ids: NDArray[np.int64],
    embeddings: NDArray[np.float32],
    *,
    state: PeopleState,
    thresholds: Thresholds,
    measured: Measured | None = None,
) -> AssignmentTable:
    """One assignment a face, in the order given.

    The first three arrays are int64 (n,), a negative cluster is none; `embeddings` is float32 (n, d) of unit length.

    - Confirmed and ignored faces are what the human said.
    - A face follows the decided face of its cluster that is most similar to it, if that reaches the verification
      threshold, and nobody otherwise: a name that was given to a stray does not go to faces that look different.
    - Where all decided faces of a cluster are ignored, others follow only if these are at least half of the cluster:
      one bad crop that is ignored does not hide the person it shows.
    - A face never follows to a person it was said not to be, or of whom a confirmed face was said to be somebody else.
    - Of faces that were said to be different people one side follows to a person: the most similar to the confirmed.
    - A person has one face in a photo: a confirmed one, else the one most similar on average to the confirmed ones.
    - With what the last grouping `measured`, each face that follows has a probability (see `carrying`), and is only
      suggested below `AUTOMATIC`; a face that follows nobody, or less surely than `SUGGESTED`, is suggested to be whom
      it is most likely, from `SUGGESTED` on. Without it, all that follow are automatic with probability 1.
    """
    decided = _decided_parties(face_ids, state)
    party = decided.copy()
    forbidden = _forbidden(face_ids, state)
    nearest = decided.copy()
    open_faces = _may_follow(decided, cluster_ids)
    if len(open_faces):
        likeness = _nearest(nearest, forbidden, cluster_ids, embeddings, open_faces)
        alike = open_faces[likeness >= thresholds.verification]
        party[alike] = nearest[alike]
    _one_face_a_photo(party, decided, photo, face_ids, embeddings)
    _one_side_each(party, decided, face_ids, embeddings, apart=state.apart, forbidden=forbidden)
    if measured is None:
        return _assignments(face_ids, party, decided, np.ones(len(party)))
    calibration = calibration_of(embeddings, photo, decided, measured)
    company = Company(_sides(party, cluster_ids), _sides(nearest, cluster_ids), decided != _NOBODY)
    chance = chances(embeddings, company, measured, calibration)
    party[(decided == _NOBODY) & (chance < SUGGESTED)] = _NOBODY
    found = _assignments(face_ids, party, decided, chance)
    open_faces = np.flatnonzero(party == _NOBODY)
    # Who is only suggested to be somebody does not speak for others.
    persons = np.where((party >= 0) & ((decided >= 0) | (chance >= AUTOMATIC)), party, -1)
    if len(open_faces) and (persons >= 0).any():
        likely = most_likely(open_faces, persons, embeddings, measured, calibration)
        for face, who, sure in _suggestions(open_faces, *likely, persons=persons, photo=photo, forbidden=forbidden):
            found.person_id[face], found.status[face] = who, assignment_table.SUGGESTED
            found.probability[face] = sure
    return found


def _sides(party: NDArray[np.int64], cluster_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The faces of one party in one cluster as one label, -1 for faces of nobody or in no cluster: int64 (n,)."""
    sides = np.full(len(party), -1, dtype=np.int64)
    given = np.flatnonzero((party != _NOBODY) & (cluster_ids >= 0))
    if len(given):
        sides[given] = _pairs(cluster_ids[given], party[given])
    return sides


def _pairs(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same number for the same two values, from 0 without gaps in the order of the values: int64 (n,)."""
    (ones, first), (others, second) = (np.unique(values, return_inverse=True) for values in (one, other))
    assert len(ones) * len(others) < 2**62
    return np.asarray(np.unique(first * len(others) + second, return_inverse=True)[1], dtype=np.int64)


def _suggestions(
    open_faces: NDArray[np.int64],
    likely: NDArray[np.int64],
    chance: NDArray[np.float64],
    *,
    persons: NDArray[np.int64],
    photo: NDArray[np.int64],
    forbidden: Mapping[int, frozenset[int]],
) -> Iterator[tuple[int, int, float]]:
    """Who the faces (by their place) that follow nobody probably are, unless that person is in the photo already.

    `persons` and `photo` are int64 (n,), of every face; the other arrays have one entry for each of the open faces.
    """
    enough = chance >= SUGGESTED
    faces, likely, chance = open_faces[enough], likely[enough], chance[enough]
    near = np.flatnonzero((persons >= 0) & np.isin(photo, photo[faces]))
    taken = set(zip(persons[near].tolist(), photo[near].tolist(), strict=True))
    order = np.lexsort((faces, -chance))
    for face, who, sure in zip(faces[order].tolist(), likely[order].tolist(), chance[order].tolist(), strict=True):
        if who not in forbidden.get(face, ()) and (who, int(photo[face])) not in taken:
            taken.add((who, int(photo[face])))
            yield face, who, sure


def _decided_parties(face_ids: NDArray[np.int64], state: PeopleState) -> NDArray[np.int64]:
    decided = np.full(len(face_ids), _NOBODY, dtype=np.int64)
    ignored = np.fromiter(state.ignored, dtype=np.int64, count=len(state.ignored))
    decided[np.isin(face_ids, ignored)] = _IGNORED
    faces = np.fromiter(state.confirmed.keys(), dtype=np.int64, count=len(state.confirmed))
    persons = np.fromiter(state.confirmed.values(), dtype=np.int64, count=len(state.confirmed))
    order = np.argsort(face_ids, kind="stable")
    place = np.minimum(np.searchsorted(face_ids[order], faces), max(len(order) - 1, 0))
    here = face_ids[order[place]] == faces if len(order) else np.zeros(len(faces), dtype=bool)
    decided[order[place[here]]] = persons[here]
    return decided


def _mostly_ignored(decided: NDArray[np.int64], cluster_ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each face whether at least half of its cluster was ignored."""
    _, cluster = np.unique(cluster_ids, return_inverse=True)
    ignored = np.bincount(cluster, weights=decided == _IGNORED)
    return (2 * ignored >= np.bincount(cluster))[cluster]


def _forbidden(face_ids: NDArray[np.int64], state: PeopleState) -> dict[int, frozenset[int]]:
    """The parties that each face (by its place) was said not to belong to."""
    parties = persons_ruled_out(state)
    for face, rejected in state.rejected.items():
        said = frozenset(_IGNORED if who is None else who for who in rejected)
        parties[face] = parties.get(face, frozenset()) | said
    if not parties:
        return {}
    return {place: parties[face] for place, face in enumerate(face_ids.tolist()) if face in parties}


def _may_follow(decided: NDArray[np.int64], cluster_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of the undecided faces in clusters where somebody was decided on."""
    clustered = cluster_ids >= 0
    with_person = np.unique(cluster_ids[clustered & (decided >= 0)])
    with_ignored = np.unique(cluster_ids[clustered & (decided == _IGNORED)])
    led = np.isin(cluster_ids, with_person)
    led |= np.isin(cluster_ids, with_ignored) & _mostly_ignored(decided, cluster_ids)
    return np.flatnonzero(clustered & led & (decided == _NOBODY))


def _nearest(
    decided: NDArray[np.int64],
    forbidden: Mapping[int, frozenset[int]],
    cluster_ids: NDArray[np.int64],
    embeddings: NDArray[np.float32],
    open_faces: NDArray[np.int64],
) -> NDArray[np.float32]:
    """The similarity of each open face to the decided face of its cluster that it is most like, among those that it may
    follow (-inf where it may follow none): float32, one a face. Its party is entered in `decided`.
    """
    likeness = np.full(len(decided), -np.inf, dtype=np.float32)
    led = np.unique(cluster_ids[open_faces])
    voters_of = _by_cluster(np.flatnonzero((decided != _NOBODY) & np.isin(cluster_ids, led)), cluster_ids)
    for cluster, followers in _by_cluster(open_faces, cluster_ids).items():
        examples = examples_of(voters_of[cluster], decided[voters_of[cluster]])
        parties = decided[examples]
        for start in range(0, len(followers), _BLOCK_ROWS):
            block = followers[start : start + _BLOCK_ROWS]
            similarity = embeddings[block] @ embeddings[examples].T
            for row, face in enumerate(block.tolist()):
                if face in forbidden:
                    similarity[row, np.isin(parties, list(forbidden[face]))] = -np.inf
            best = similarity.argmax(axis=1)
            likeness[block] = np.take_along_axis(similarity, best[:, None], axis=1)[:, 0]
            decided[block] = np.where(likeness[block] > -np.inf, parties[best], _NOBODY)
    return likeness[open_faces]


def _by_cluster(places: NDArray[np.int64], cluster_ids: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    ordered = places[np.argsort(cluster_ids[places], kind="stable")]
    clusters, starts = np.unique(cluster_ids[ordered], return_index=True)
    return dict(zip(clusters.tolist(), np.split(ordered, starts[1:]), strict=True)) if len(clusters) else {}


def _one_face_a_photo(
    party: NDArray[np.int64],
    decided: NDArray[np.int64],
    photo: NDArray[np.int64],
    face_ids: NDArray[np.int64],
    embeddings: NDArray[np.float32],
) -> None:
    """Of several faces of one person in one photo keep the best automatic one, or none beside a confirmed one."""
    assigned = np.flatnonzero(party >= 0)
    group = _pairs(party[assigned], photo[assigned])
    doubled = np.bincount(group)[group] > 1
    places, group = assigned[doubled], group[doubled]
    if len(places) == 0:
        return
    confirmed = decided[places] >= 0
    likeness = _likeness(places, party, decided, embeddings)
    order = np.lexsort((face_ids[places], -likeness, ~confirmed, group))
    first = np.ones(len(order), dtype=bool)
    first[1:] = group[order][1:] != group[order][:-1]
    surplus = places[order[~first & ~confirmed[order]]]
    party[surplus] = _NOBODY


def _one_side_each(
    party: NDArray[np.int64],
    decided: NDArray[np.int64],
    face_ids: NDArray[np.int64],
    embeddings: NDArray[np.float32],
    *,
    apart: Sequence[Sequence[frozenset[int]]],
    forbidden: dict[int, frozenset[int]],
) -> None:
    """Of groups that are different people let only one follow to a person, and forbid that person to the others.

    Where one of them holds a confirmed face of the person, the others are forbidden to follow already.
    """
    place = {face: at for at, face in enumerate(face_ids.tolist())} if apart else {}
    for groups in apart:
        following: dict[int, list[NDArray[np.int64]]] = defaultdict(list)
        for group in groups:
            side = np.array([place[face] for face in sorted(group) if face in place], dtype=np.int64)
            side = side[(decided[side] == _NOBODY) & (party[side] >= 0)]
            for person in np.unique(party[side]).tolist():
                following[person].append(side[party[side] == person])
        for person, sides in following.items():
            if len(sides) > 1:
                sides.sort(key=lambda side: -float(_likeness(side, party, decided, embeddings).max()))
                for at in np.concatenate(sides[1:]).tolist():
                    party[at] = _NOBODY
                    forbidden[at] = forbidden.get(at, frozenset()) | {person}


def _likeness(
    places: NDArray[np.int64],
    party: NDArray[np.int64],
    decided: NDArray[np.int64],
    embeddings: NDArray[np.float32],
) -> NDArray[np.float32]:
    """The mean similarity of each face to the confirmed faces of its person: float32, one a place."""
    persons, which = np.unique(party[places], return_inverse=True)
    means = np.stack([embeddings[decided == person].mean(axis=0) for person in persons.tolist()])
    return np.asarray(np.einsum("nd,nd->n", embeddings[places], means[which]), dtype=np.float32)


def _assignments(
    face_ids: NDArray[np.int64], party: NDArray[np.int64], decided: NDArray[np.int64], chance: NDArray[np.float64]
) -> AssignmentTable:
    status = np.where(chance >= AUTOMATIC, assignment_table.AUTOMATIC, assignment_table.SUGGESTED).astype(np.int8)
    probability = np.where(decided != _NOBODY, 1.0, chance)
    status[decided >= 0] = assignment_table.CONFIRMED
    status[party == _IGNORED] = assignment_table.IGNORED
    status[party == _NOBODY], probability[party == _NOBODY] = assignment_table.NONE, 0.0
    return AssignmentTable(face_ids, np.where(party >= 0, party, NO_PERSON), status, probability)
