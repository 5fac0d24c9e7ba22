"""Unite the clusters of each named person. The person may look different in each cluster, for example as a child and as
an adult, or with and without a beard.

A person's confirmed faces are one person, however different they look. While clusters are joined by evidence, different
appearances stay in separate clusters. The mean of two appearances would resemble neither of them, and would keep out
faces that belong to the person.
"""

import numpy as np
from numpy.typing import NDArray

from photoindex.people.clustering.constraints import Constraints, JoinLimits
from photoindex.people.labels import number_of_labels
from photoindex.people.parties import persons_among


def unite_confirmed(labels: NDArray[np.int64], photo: NDArray[np.int64], constraints: Constraints) -> NDArray[np.int64]:
    """Give all confirmed faces of each person one label: int64 (n,), from 0 with gaps.

    `labels` (int64, (n,), from 0) holds clusters that obey the constraints; `photo` is int64 (n,). Each cluster with a
    confirmed face is moved as a whole unless something forbids it; otherwise only its confirmed faces are moved. A face
    that shares a photo with a confirmed face of its new cluster, or with another face that takes precedence, becomes a
    cluster of its own.
    """
    party = constraints.party
    united = labels.copy()
    limits = JoinLimits(labels, photo, constraints)
    size = np.bincount(labels)
    next_label = number_of_labels(labels)
    for person in persons_among(party):
        confirmed = party == person
        clusters = np.unique(labels[confirmed])
        first, *others = clusters[np.argsort(-size[clusters], kind="stable")].tolist()
        for other in others:
            if limits.allows(first, other):
                limits.join(first, other)
                united[labels == other] = first
            else:
                united[confirmed & (labels == other)] = first
        surplus = _surplus(np.flatnonzero(united == first), photo, confirmed, constraints.twice)
        united[surplus] = next_label + np.arange(len(surplus))
        next_label += len(surplus)
    return united


def _surplus(
    members: NDArray[np.int64],
    photo: NDArray[np.int64],
    confirmed: NDArray[np.bool_],
    twice: frozenset[tuple[int, int]],
) -> NDArray[np.int64]:
    """The unconfirmed members that share a photo with a member that takes precedence. Confirmed faces take precedence
    over all others.
    """
    ordered = members[np.argsort(~confirmed[members], kind="stable")].tolist()
    there: dict[int, list[int]] = {}
    surplus = []
    for face in ordered:
        beside = there.setdefault(int(photo[face]), [])
        allowed = all((min(face, other), max(face, other)) in twice for other in beside)
        if confirmed[face] or allowed:
            beside.append(face)
        else:
            surplus.append(face)
    return np.array(surplus, dtype=np.int64)
