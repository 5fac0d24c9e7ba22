"""Move faces between clusters after a split, or after a split was undone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.missing_ids import NO_CLUSTER
from photoindex.domain.people import Decision
from photoindex.domain.people_snapshot import ClusterChange, Clusters
from photoindex.people.consequences.log import Log
from photoindex.people.decisions.standing import in_force


class Moving:
    """The clusters while faces move between them."""

    def __init__(self, clusters: Clusters) -> None:
        self._before = clusters
        self._now = clusters
        self._next = clusters.next_id
        self._merged: dict[int, int] = {}

    def put_in_new_cluster(self, face_ids: Sequence[int]) -> int:
        """Move faces from their clusters to a new one; return its id."""
        cluster_id, self._next = self._next, self._next + 1
        self._move(face_ids, cluster_id)
        return cluster_id

    def put_back_together(self, face_ids: Collection[int]) -> None:
        """If these faces are spread over several clusters, move them all to the cluster that holds most of them."""
        held = self._now.of(_ids(face_ids))
        clusters, counts = np.unique(held[held != NO_CLUSTER], return_counts=True)
        if len(clusters) < 2:
            return
        home = int(clusters[counts.argmax()])
        self._move(face_ids, home)
        left = np.isin(clusters, self._now.cluster_id)
        self._merged |= dict.fromkeys(clusters[~left].tolist(), home)

    def sharing_a_cluster(self, face_ids: Iterable[int], others: Iterable[int]) -> list[int]:
        """The faces that share a cluster with one of the others."""
        faces = _ids(face_ids)
        theirs = self._now.of(faces)
        held = np.setdiff1d(self._now.of(_ids(others)), [NO_CLUSTER])
        return sorted(faces[np.isin(theirs, held)].tolist())

    def result(self) -> tuple[Clusters, ClusterChange | None]:
        """The clusters now, and what changed."""
        now = replace(self._now, next_id=self._next)
        moved = now.cluster_id != self._before.of(now.face_id)
        created = tuple(range(self._before.next_id, self._next))
        if not moved.any() and not created:
            return self._before, None
        return now, ClusterChange(now.face_id[moved], now.cluster_id[moved], created, self._merged)

    def _move(self, face_ids: Collection[int], cluster_id: int) -> None:
        moved = np.unique(_ids(face_ids))
        stay = ~np.isin(self._now.face_id, moved)
        faces = np.concatenate([self._now.face_id[stay], moved])
        clusters = np.concatenate([self._now.cluster_id[stay], np.full(len(moved), cluster_id, dtype=np.int64)])
        order = np.argsort(faces, kind="stable")
        self._now = Clusters(faces[order], clusters[order], self._next)


def _ids(face_ids: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(face_ids, dtype=np.int64)


def follow_splits(moving: Moving, before: Iterable[Decision], log: Log) -> None:
    """Rejoin the clusters of splits that are no longer in force, and divide the clusters of splits that came into
    force.

    If the parts of a new split are in different clusters already, nothing happens.
    """
    was, now = _splits(before), _splits(log.decisions)
    for seq in sorted(was - now):
        moving.put_back_together(sorted({face for part in _parts(seq, log) for face in part}))
    for seq in sorted(now - was):
        parts = _parts(seq, log)
        for at, part in enumerate(parts[1:], start=1):
            with_others = moving.sharing_a_cluster(part, {face for other in parts[:at] for face in other})
            if with_others:
                moving.put_in_new_cluster(with_others)


def splits_differ(before: Iterable[Decision], after: Iterable[Decision]) -> bool:
    """Whether the splits in force before and after differ."""
    return _splits(before) != _splits(after)


def _splits(decisions: Iterable[Decision]) -> set[int]:
    return {decision.seq for decision in in_force(decisions) if decision.kind == "split"}


def _parts(seq: int, log: Log) -> list[set[int]]:
    """The ids of the faces of each part of a split, without missing faces."""
    split = next(decision for decision in log.decisions if decision.seq == seq)
    return [{face for face in log.ids_of(part) if face is not None} for part in split.groups]


def cluster_ids_of(clusters: Clusters, face_ids: NDArray[np.int64]) -> list[int]:
    """The clusters of these faces, ascending and without repetition."""
    found = np.unique(clusters.of(face_ids))
    return [int(cluster) for cluster in found.tolist() if cluster >= 0]
