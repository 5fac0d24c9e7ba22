"""Let every cluster id that a user has seen stay with its faces, and never give the id to other faces."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.parties import NO_CLUSTER, ClusterIds


@dataclass(frozen=True, slots=True)
class KeptIds:
    """The outcome of carrying ids over.

    `ids` is int64 (n,), the cluster id of each face or `NO_CLUSTER`. Every old id is in exactly one of three
    collections: `kept`; `merged`, which maps the id to the cluster that now holds most of its faces; and `gone`, if the
    faces are in no cluster or no longer here. `next_id` is the first id that was never given to a cluster.
    """

    ids: ClusterIds
    kept: frozenset[int]
    merged: Mapping[int, int]
    gone: frozenset[int]
    next_id: int


def keep_ids(face_ids: NDArray[np.int64], labels: ClusterIds, previous: Mapping[int, int], next_id: int) -> KeptIds:
    """Give each new cluster the id of the old cluster with which it shares the most faces.

    `face_ids` and `labels` are int64 (n,); `previous` maps face ids to cluster ids. Both may hold `NO_CLUSTER`. The
    largest overlap comes first; ties go to the lower old id, then to the cluster with the lowest face id. When a
    cluster is split, its larger part therefore keeps the id. When clusters are merged, they get the id of the largest
    one. Clusters without an old id are numbered from `next_id`, the largest first.
    """
    clusters = _clusters_by_size(face_ids, labels)
    overlaps = _overlaps(face_ids, labels, previous)
    chosen: dict[int, int] = {}
    kept: set[int] = set()
    rank = {label: position for position, label in enumerate(clusters)}
    first_face = {label: faces[0] for label, faces in clusters.items()}
    for (old, label), _ in sorted(overlaps.items(), key=lambda item: (-item[1], item[0][0], first_face[item[0][1]])):
        if old not in kept and label not in chosen:
            chosen[label] = old
            kept.add(old)
    known = {old for old in previous.values() if old >= 0}
    fresh = max([next_id, *(old + 1 for old in known)])
    for label in sorted(clusters.keys() - chosen.keys(), key=rank.__getitem__):
        chosen[label] = fresh
        fresh += 1
    merged = _successors(overlaps, chosen, known - kept)
    return KeptIds(
        ids=ClusterIds(np.array([chosen.get(label, NO_CLUSTER) for label in labels.tolist()], dtype=np.int64)),
        kept=frozenset(kept),
        merged=merged,
        gone=frozenset(known - kept - merged.keys()),
        next_id=fresh,
    )


def _clusters_by_size(face_ids: NDArray[np.int64], labels: ClusterIds) -> dict[int, list[int]]:
    """Map each label to its faces, in ascending order. The largest cluster comes first; clusters of equal size are
    ordered by their lowest face.
    """
    clusters: dict[int, list[int]] = {}
    for face, label in sorted(zip(face_ids.tolist(), labels.tolist(), strict=True)):
        if label >= 0:
            clusters.setdefault(label, []).append(face)
    return dict(sorted(clusters.items(), key=lambda item: (-len(item[1]), item[1][0])))


def _overlaps(face_ids: NDArray[np.int64], labels: ClusterIds, previous: Mapping[int, int]) -> Counter[tuple[int, int]]:
    """The number of faces that each pair (old id, new label) shares."""
    pairs = (
        (previous.get(face, NO_CLUSTER), label) for face, label in zip(face_ids.tolist(), labels.tolist(), strict=True)
    )
    return Counter((old, label) for old, label in pairs if old >= 0 and label >= 0)


def _successors(overlaps: Counter[tuple[int, int]], chosen: Mapping[int, int], lost: set[int]) -> dict[int, int]:
    """Map each lost id to the id of the cluster that holds most of its faces. In a tie, the lower id wins."""
    best: dict[int, tuple[int, int]] = {}
    for (old, label), count in overlaps.items():
        if old in lost:
            best[old] = min(best.get(old, (0, 0)), (-count, chosen[label]))
    return {old: successor for old, (_, successor) in sorted(best.items())}
