"""Group: cluster all faces, keep the ids that users have seen, and give clusters of named people to them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.operations.previous_clusters import previous_clusters
from photoindex.operations.replay import refresh_people
from photoindex.people.cluster import cluster
from photoindex.people.stable_ids import NO_CLUSTER, keep_ids
from photoindex.store.faces import FaceTable, load_face_table
from photoindex.store.groups import (
    grouped_faces,
    next_cluster_id,
    save_membership,
    set_grouped_faces,
)
from photoindex.store.index import Connection, Index
from photoindex.store.listing import count_rest, list_clusters, list_persons
from photoindex.store.settings import CurrentPack, require_current_pack


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """How many persons have a name, how many clusters and single faces have none."""

    persons: int
    clusters: int
    single_faces: int


def group_faces(index: Index, tell: Callable[[int], None], *, only_if_needed: bool = False) -> GroupSummary:
    """Cluster the faces of the current pack and assign them to the people that users named.

    Args:
        tell: called with the number of faces before the work begins.
        only_if_needed: leave the clusters as they are when no face has come or gone since they were made.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        faces = load_face_table(connection, pack.fingerprint)
        needed = not only_if_needed or grouped_faces(connection) != _signature(faces, pack)
    if needed:
        tell(len(faces.face_id))
        # The longest part: the index stays free for others meanwhile.
        labels = cluster(faces.embedding, faces.photo_id, pack.thresholds)
        with index.writing() as connection:
            _store_clusters(connection, pack, faces, labels)
            set_grouped_faces(connection, _signature(faces, pack))
            refresh_people(connection, pack, faces)
    with index.reading() as connection:
        return _summary(connection, pack)


def _store_clusters(connection: Connection, pack: CurrentPack, faces: FaceTable, labels: NDArray[np.int64]) -> None:
    previous = previous_clusters(connection, pack.fingerprint)
    kept = keep_ids(faces.face_id, labels, previous, next_cluster_id(connection))
    pairs = zip(faces.face_id.tolist(), kept.ids.tolist(), strict=True)
    membership = {face_id: cluster_id for face_id, cluster_id in pairs if cluster_id != NO_CLUSTER}
    save_membership(connection, membership, kept.merged)


def _signature(faces: FaceTable, pack: CurrentPack) -> str:
    """Changes whenever a face comes or goes: ids only grow and are never given twice."""
    newest = int(faces.face_id[-1]) if len(faces.face_id) else 0
    return f"{pack.fingerprint} {len(faces.face_id)} {newest}"


def _summary(connection: Connection, pack: CurrentPack) -> GroupSummary:
    single, _ignored = count_rest(connection, pack.fingerprint)
    return GroupSummary(
        persons=len(list_persons(connection, pack.fingerprint)),
        clusters=len(list_clusters(connection, pack.fingerprint)),
        single_faces=single,
    )
