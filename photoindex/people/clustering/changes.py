"""How one grouping differs from the one before it, in what a user would notice."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Assignment
from photoindex.people.clustering.cluster_ids import NO_CLUSTER, KeptIds


@dataclass(frozen=True, slots=True)
class Churn:
    """What a new grouping changes.

    Of `faces` that were here before, `moved` change their cluster: they leave one for another or for none. Faces that
    were in none and join one are not moved. `merged` are pairs of a cluster id that is no more and the one that holds
    most of its faces; `split` are ids whose faces are in several clusters now.
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
    """How many faces a person gains and loses, those that are only suggested not counted."""

    person_id: int
    gained: int
    lost: int


def churn(face_ids: NDArray[np.int64], previous: Mapping[int, int], kept: KeptIds) -> Churn:
    """Compare the clusters with the `previous` ones (face id -> cluster id) whose ids they carry on.

    `face_ids` is int64 (n,), in the order of `kept.ids`.
    """
    now: dict[int, set[int]] = defaultdict(set)
    moved = 0
    for face, cluster in zip(face_ids.tolist(), kept.ids.tolist(), strict=True):
        before = previous.get(face, NO_CLUSTER)
        if before == NO_CLUSTER:
            continue
        moved += cluster != before
        if cluster != NO_CLUSTER:
            now[before].add(cluster)
    split = tuple(sorted(cluster for cluster, parts in now.items() if len(parts) > 1))
    return Churn(len(face_ids), moved, tuple(sorted(kept.merged.items())), split)


def name_changes(before: Sequence[Assignment], after: Sequence[Assignment]) -> list[NameChange]:
    """For each person whose faces differ, how many come and go; those that change most first."""
    old = {item.face_id: item.person_id for item in before if item.status in {"confirmed", "automatic"}}
    new = {item.face_id: item.person_id for item in after if item.status in {"confirmed", "automatic"}}
    gained = Counter(who for face, who in new.items() if who is not None and old.get(face) != who)
    lost = Counter(who for face, who in old.items() if who is not None and new.get(face) != who)
    changes = [NameChange(who, gained[who], lost[who]) for who in gained.keys() | lost.keys()]
    return sorted(changes, key=lambda change: (-change.gained - change.lost, change.person_id))
