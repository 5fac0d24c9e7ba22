"""Notice that faces have changed since somebody looked at them, before the answer is stored."""

import hashlib
from collections.abc import Iterable

import numpy as np

from photoindex.domain.people import PeopleState
from photoindex.domain.people_snapshot import Clusters
from photoindex.domain.seen import Seen

_DIGITS = 16


def seen_now(face_ids: Iterable[int], state: PeopleState, clusters: Clusters) -> Seen:
    """These faces as they are now: what humans said about each, and its cluster.

    Names that follow from decisions about other faces do not count, because they may change at any time.
    """
    ids = np.unique(np.fromiter(face_ids, dtype=np.int64))
    confirmed, ignored, not_faces, rejected = state.confirmed, state.ignored, state.not_faces, state.rejected
    said = [
        (face, cluster, confirmed.get(face), face in ignored, face in not_faces, _persons(rejected.get(face)))
        for face, cluster in zip(ids.tolist(), clusters.of(ids).tolist(), strict=True)
    ]
    return Seen(tuple(ids.tolist()), hashlib.sha256(repr(said).encode()).hexdigest()[:_DIGITS])


def _persons(rejected: frozenset[int | None] | None) -> list[int | None]:
    return sorted(rejected or (), key=lambda who: (who is not None, who or 0))
