"""Find the faces that get a name because other faces were given that name."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED, SUGGESTED, AssignmentTable, differences
from photoindex.domain.people_snapshot import FaceTable
from photoindex.people.consequences.clusters import cluster_ids_of
from photoindex.people.consequences.flow import Consequences
from photoindex.people.similarity.sampling import evenly_spread

# The maximum numbers of named faces and of following faces to compare; larger sets are sampled evenly.
_COMPARED = 1000


@dataclass(frozen=True, slots=True)
class Followers:
    """Faces that nobody named but that follow named ones. `automatic` faces count as the person's from now on, because
    they share `clusters` with named faces and look like them; `suggested` faces may be the person's but do not count.

    `similarity` is the lowest cosine between a following face and the most similar named face; None if no face follows
    or only drawn faces were named.
    """

    automatic: int = 0
    suggested: int = 0
    clusters: tuple[int, ...] = ()
    similarity: float | None = None


def followers_of(
    faces: FaceTable, before: AssignmentTable, after: Consequences, person_id: int, named: Collection[int]
) -> Followers:
    """Find the faces that newly count as the person's, or are newly suggested; omit the faces that were named."""
    given = np.array(sorted(named), dtype=np.int64)
    before, now = differences(before, after.change.assigned, after.change.changed)

    def new(*statuses: int) -> NDArray[np.int64]:
        theirs = now.faces_of(person_id, *statuses)
        return np.setdiff1d(theirs, np.concatenate([before.faces_of(person_id, *statuses), given]))

    following = new(CONFIRMED, AUTOMATIC)
    following = following[np.isin(following, now.faces_of(person_id, AUTOMATIC))]
    return Followers(
        automatic=len(following),
        suggested=len(new(SUGGESTED)),
        clusters=tuple(cluster_ids_of(after.clusters, following)),
        similarity=_least_similarity(faces, following, given),
    )


def _least_similarity(faces: FaceTable, following: NDArray[np.int64], named: NDArray[np.int64]) -> float | None:
    samples = (ids[evenly_spread(len(ids), _COMPARED)] for ids in (following, named))
    one, other = (np.flatnonzero(np.isin(faces.face_id, ids)) for ids in samples)
    if len(one) == 0 or len(other) == 0:
        return None
    return float((faces.embedding[one] @ faces.embedding[other].T).max(axis=1).min())
