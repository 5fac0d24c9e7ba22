"""Name the numbers that stand for "ignored", "nobody" and "no cluster" in arrays about faces.

Each meaning has a number of its own, so a comparison with the wrong name matches nothing. mypy reports code that
confuses arrays of parties with arrays of cluster ids, or single parties with single cluster ids.
tests/people/test_parties.py shows a mix-up that mypy rejects.
"""

from typing import Final, NewType

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.missing_ids import NO_CLUSTER, ClusterId

__all__ = [
    "IGNORED",
    "NOBODY",
    "NO_CLUSTER",
    "ClusterId",
    "ClusterIds",
    "Parties",
    "Party",
    "in_cluster",
    "persons_among",
    "with_person",
]

Party = NewType("Party", int)
"""The party that a face belongs to: the id of a person, `IGNORED` or `NOBODY`."""

IGNORED: Final = Party(-2)
NOBODY: Final = Party(-3)
"""A face that belongs to nobody yet: it is open to questions and may follow a name."""

Parties = NewType("Parties", NDArray[np.int64])
"""The `Party` of each face or unit: int64 (n,)."""

ClusterIds = NewType("ClusterIds", NDArray[np.int64])
"""The `ClusterId` of each face or unit: int64 (n,)."""


def with_person(parties: Parties) -> NDArray[np.bool_]:
    """Mark the entries that are persons: bool (n,)."""
    return np.asarray(parties >= 0)


def in_cluster(clusters: ClusterIds) -> NDArray[np.bool_]:
    """Mark the entries that are clusters: bool (n,)."""
    return np.asarray(clusters >= 0)


def persons_among(parties: Parties) -> list[Party]:
    """Each person once, by ascending id."""
    return [Party(who) for who in np.unique(parties[with_person(parties)]).tolist()]
