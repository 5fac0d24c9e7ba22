"""Bringing the looks of a named person together: as a child and grown up, with a beard and without.

A person's confirmed faces are one person whatever they look like. They are not one group while faces are joined: the
mean over two looks is like neither of them, and faces that belong would stay away.
"""

import numpy as np
from numpy.typing import NDArray

from photoindex.people.clustering.constraints import Constraints, Limits


def unite_confirmed(labels: NDArray[np.int64], photo: NDArray[np.int64], constraints: Constraints) -> NDArray[np.int64]:
    """Give all confirmed faces of each person one label: int64 (n,), from 0 with gaps.

    `labels` is int64 (n,) from 0, groups that obey the constraints; `photo` is int64 (n,). Each group with a confirmed
    face comes along as a whole if nothing forbids it, else its confirmed faces alone. Faces that share a photo with a
    confirmed one of their new group, or with a better placed one, become groups of their own.
    """
    party = constraints.party
    united = labels.copy()
    limits = Limits(labels, photo, constraints)
    size = np.bincount(labels)
    next_label = int(labels.max(initial=-1)) + 1
    for person in np.unique(party[party >= 0]).tolist():
        confirmed = party == person
        groups = np.unique(labels[confirmed])
        first, *others = groups[np.argsort(-size[groups], kind="stable")].tolist()
        for group in others:
            if limits.allows(first, group):
                limits.join(first, group)
                united[labels == group] = first
            else:
                united[confirmed & (labels == group)] = first
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
    """The unconfirmed members that share a photo with a member that goes before them: confirmed first."""
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
