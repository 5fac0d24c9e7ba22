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
    digest = hashlib.sha256()
    for face, cluster in zip(ids.tolist(), clusters.of(ids).tolist(), strict=True):
        rejected = sorted(-1 if who is None else who for who in state.rejected.get(face, ()))
        left_out = face in state.ignored, face in state.not_faces
        said = (face, cluster, state.confirmed.get(face), left_out, rejected)
        digest.update(repr(said).encode())
    return Seen(tuple(ids.tolist()), digest.hexdigest()[:_DIGITS])
