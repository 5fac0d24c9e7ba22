"""Move faces between clusters after a split, or after a split was undone."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Decision
from photoindex.domain.people_snapshot import ClusterChange, Clusters, clusters_of
from photoindex.people.consequences.log import Log
from photoindex.people.decisions.replay import in_force


class Moving:
    """The clusters while faces move between them."""

    def __init__(self, clusters: Clusters) -> None:
        self._before = clusters
        self._now = dict(zip(clusters.face_id.tolist(), clusters.cluster_id.tolist(), strict=True))
        self._next = clusters.next_id
        self._merged: dict[int, int] = {}

    def put_in_new_cluster(self, face_ids: Sequence[int]) -> int:
        """Move faces from their clusters to a new one; return its id."""
        cluster_id, self._next = self._next, self._next + 1
        self._now |= dict.fromkeys(face_ids, cluster_id)
        return cluster_id

    def put_back_together(self, face_ids: Collection[int]) -> None:
        """If these faces are spread over several clusters, move them all to the cluster that holds most of them."""
        clusters, counts = np.unique(
            np.array([self._now[face] for face in face_ids if face in self._now], dtype=np.int64), return_counts=True
        )
        if len(clusters) < 2:
            return
        home = int(clusters[counts.argmax()])
        self._now |= dict.fromkeys(face_ids, home)
        left = set(self._now.values())
        self._merged |= {cluster: home for cluster in clusters.tolist() if cluster not in left}

    def sharing_a_cluster(self, face_ids: Iterable[int], others: Iterable[int]) -> list[int]:
        """The faces that share a cluster with one of the others."""
        held = {self._now[face] for face in others if face in self._now}
        return sorted(face for face in face_ids if self._now.get(face) in held)

    def result(self) -> tuple[Clusters, ClusterChange | None]:
        """The clusters now, and what changed."""
        now = clusters_of(self._now, self._next)
        faces, moved = now.face_id, now.cluster_id != self._before.of(now.face_id)
        created = tuple(range(self._before.next_id, self._next))
        if not moved.any() and not created:
            return self._before, None
        return now, ClusterChange(faces[moved], now.cluster_id[moved], created, self._merged)


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
