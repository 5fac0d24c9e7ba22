"""Cluster ids that a user has seen stay with the faces they stood for, and are never used again for others."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NO_CLUSTER = -1


@dataclass(frozen=True, slots=True)
class KeptIds:
    """The outcome of carrying ids over.

    `ids` is int64 (n,), the cluster id of each face or -1. Every old id is in exactly one of `kept`, `merged` (old id
    to the id that now holds most of its faces) and `gone` (its faces are in no cluster, or not here). `next_id` is the
    first id that was never given.
    """

    ids: NDArray[np.int64]
    kept: frozenset[int]
    merged: Mapping[int, int]
    gone: frozenset[int]
    next_id: int


def keep_ids(
    face_ids: NDArray[np.int64], labels: NDArray[np.int64], previous: Mapping[int, int], next_id: int
) -> KeptIds:
    """Give each new group the id of the old cluster it shares most faces with.

    `face_ids` and `labels` are int64 (n,), a negative label is no group; `previous` maps face ids to cluster ids
    (a negative one is no cluster). The largest overlap chooses first, then the lower old id, then the group with the
    lowest face id: so of a split the larger part keeps the id, and of a merge the larger side. Groups that get no old
    id are numbered from `next_id`, the largest first.
    """
    groups = _groups_by_size(face_ids, labels)
    overlaps = _overlaps(face_ids, labels, previous)
    chosen: dict[int, int] = {}
    kept: set[int] = set()
    rank = {label: place for place, label in enumerate(groups)}
    first_face = {label: faces[0] for label, faces in groups.items()}
    for (old, label), _ in sorted(overlaps.items(), key=lambda item: (-item[1], item[0][0], first_face[item[0][1]])):
        if old not in kept and label not in chosen:
            chosen[label] = old
            kept.add(old)
    known = {old for old in previous.values() if old >= 0}
    fresh = max([next_id, *(old + 1 for old in known)])
    for label in sorted(groups.keys() - chosen.keys(), key=rank.__getitem__):
        chosen[label] = fresh
        fresh += 1
    merged = _successors(overlaps, chosen, known - kept)
    return KeptIds(
        ids=np.array([chosen.get(label, NO_CLUSTER) for label in labels.tolist()], dtype=np.int64),
        kept=frozenset(kept),
        merged=merged,
        gone=frozenset(known - kept - merged.keys()),
        next_id=fresh,
    )


def _groups_by_size(face_ids: NDArray[np.int64], labels: NDArray[np.int64]) -> dict[int, list[int]]:
    """Each label's faces in ascending order, the largest group first, equal ones by their lowest face."""
    groups: dict[int, list[int]] = {}
    for face, label in sorted(zip(face_ids.tolist(), labels.tolist(), strict=True)):
        if label >= 0:
            groups.setdefault(label, []).append(face)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[1][0])))


def _overlaps(
    face_ids: NDArray[np.int64], labels: NDArray[np.int64], previous: Mapping[int, int]
) -> Counter[tuple[int, int]]:
    """How many faces each (old id, new label) share."""
    pairs = (
        (previous.get(face, NO_CLUSTER), label) for face, label in zip(face_ids.tolist(), labels.tolist(), strict=True)
    )
    return Counter((old, label) for old, label in pairs if old >= 0 and label >= 0)


def _successors(overlaps: Counter[tuple[int, int]], chosen: Mapping[int, int], lost: set[int]) -> dict[int, int]:
    """For each lost id the id of the group that holds most of its faces, the lower one in a tie."""
    best: dict[int, tuple[int, int]] = {}
    for (old, label), count in overlaps.items():
        if old in lost:
            best[old] = min(best.get(old, (0, 0)), (-count, chosen[label]))
    return {old: successor for old, (_, successor) in sorted(best.items())}
