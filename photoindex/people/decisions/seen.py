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
    faces = ids.tolist()
    digest = hashlib.sha256(ids.tobytes() + clusters.of(ids).tobytes())
    # Nothing was said about most faces of a large cluster.
    digest.update(repr([_said(face, state) for face in faces if _is_known(face, state)]).encode())
    return Seen(tuple(faces), digest.hexdigest()[:_DIGITS])


def _is_known(face: int, state: PeopleState) -> bool:
    return face in state.confirmed or face in state.rejected or face in state.ignored or face in state.not_faces


def _said(face: int, state: PeopleState) -> tuple[object, ...]:
    rejected = sorted(state.rejected.get(face) or (), key=lambda who: (who is not None, who or 0))
    return face, state.confirmed.get(face), face in state.ignored, face in state.not_faces, rejected
