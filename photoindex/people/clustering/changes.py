"""Compare a clustering with the previous one, in terms of what a user would notice."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AssignmentTable
from photoindex.people.clustering.cluster_ids import KeptIds
from photoindex.people.parties import NO_CLUSTER


@dataclass(frozen=True, slots=True)
class Churn:
    """What a new clustering changes.

    `faces` is the number of faces that were here before. `moved` is the number of these faces that leave their cluster,
    for another cluster or for none. Faces that were in no cluster and join one do not count as moved. `merged` holds
    pairs: the id of a cluster that no longer exists, and the id of the cluster that now holds most of its faces.
    `split` holds the ids of clusters whose faces are now in several clusters.
    """

    faces: int
    moved: int
    merged: tuple[tuple[int, int], ...]
    split: tuple[int, ...]

    @property
    def share(self) -> float:
        """The share of the faces that move, 0..1."""
        return self.moved / self.faces if self.faces else 0.0


@dataclass(frozen=True, slots=True)
class NameChange:
    """The numbers of faces that a person gains and loses, not counting faces that are only suggested."""

    person_id: int
    gained: int
    lost: int


def churn(face_ids: NDArray[np.int64], previous: Mapping[int, int], kept: KeptIds) -> Churn:
    """Compare the clusters with the `previous` ones, from which they took over ids. `previous` maps face ids to cluster
    ids.

    `face_ids` is int64 (n,), in the order of `kept.ids`.
    """
    current: dict[int, set[int]] = defaultdict(set)
    moved = 0
    for face, cluster in zip(face_ids.tolist(), kept.ids.tolist(), strict=True):
        before = previous.get(face, NO_CLUSTER)
        if before == NO_CLUSTER:
            continue
        moved += cluster != before
        if cluster != NO_CLUSTER:
            current[before].add(cluster)
    split = tuple(sorted(cluster for cluster, heirs in current.items() if len(heirs) > 1))
    return Churn(len(face_ids), moved, tuple(sorted(kept.merged.items())), split)


def name_changes(before: AssignmentTable, after: AssignmentTable) -> list[NameChange]:
    """For each person whose faces changed, count the faces gained and lost. The persons that change most come first."""
    old, new = _counted(before), _counted(after)
    gained = Counter(who for _, who in new - old)
    lost = Counter(who for _, who in old - new)
    changes = [NameChange(who, gained[who], lost[who]) for who in gained.keys() | lost.keys()]
    return sorted(changes, key=lambda change: (-change.gained - change.lost, change.person_id))


def _counted(table: AssignmentTable) -> set[tuple[int, int]]:
    """The faces that count as somebody's, each with its person."""
    rows = table.counting
    return set(zip(table.face_id[rows].tolist(), table.person_id[rows].tolist(), strict=True))
