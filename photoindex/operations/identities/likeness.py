"""Before faces get a person's name, check that they look like the person, so that a mistyped number is noticed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED, NOT_A_FACE
from photoindex.domain.names import find_person
from photoindex.domain.people import Person
from photoindex.domain.people_snapshot import FaceTable, PeopleSnapshot
from photoindex.people.consequences.measured import background_or_stranger
from photoindex.people.similarity.likeness import Alike, nearest_clusters, usual_similarity
from photoindex.people.similarity.sampling import evenly_spread

# The maximum number of a person's clusters to compare (the largest ones), and of faces per cluster (evenly spread):
# enough for a stable mean.
_CLUSTERS = 32
_FACES = 200


@dataclass(frozen=True, slots=True)
class Unlike:
    """Faces that do not look like the faces with which they would share a name.

    The `faces` in `clusters` were compared with `compared` faces of the person `name` or, if `name` is None, with each
    other. `similarity` is the mean cosine to their nearest cluster. `usual` is the mean cosine among the person's own
    faces or, if there is no person, among the `faces` themselves; it is None if there are fewer than two faces.
    """

    faces: int
    clusters: tuple[int, ...]
    name: str | None
    similarity: float
    usual: float | None
    compared: int


def unlike_person(snapshot: PeopleSnapshot, clusters: Sequence[int], name: str) -> Unlike | None:
    """Find the clusters that should get this name only after asking; None if all look right, or there are none.

    Each cluster is compared with the person's clusters and with the other given ones, and is fine if it resembles any
    of them. Faces that are already the person's do not count; nor do faces confirmed as somebody else's, which keep
    that name.
    """
    person = find_person(name, snapshot.persons)
    who = person.person_id if person is not None else None
    new = _clusters_to_name(snapshot, clusters, who)
    theirs = _clusters_of_person(snapshot, who) if who is not None else []
    looks = _Looks(snapshot, list(new.values()), theirs)
    doubtful = {cluster: alike for cluster, alike in zip(new, looks.new, strict=True) if alike and alike.doubtful}
    if not doubtful:
        return None
    return Unlike(
        faces=sum(len(new[cluster]) for cluster in doubtful),
        clusters=tuple(doubtful),
        name=person.name if person is not None and looks.compared else None,
        similarity=min(alike.similarity for alike in doubtful.values()),
        usual=looks.usual,
        compared=looks.compared,
    )


def unlike_persons(snapshot: PeopleSnapshot, one: Person, other: Person) -> Unlike | None:
    """Find out whether two persons look different; None if at least one cluster of the first person resembles one of
    the second person.
    """
    clusters = _clusters_of_person(snapshot, one.person_id)
    looks = _Looks(snapshot, clusters[:_CLUSTERS], _clusters_of_person(snapshot, other.person_id), together=True)
    best = max((alike for alike in looks.new if alike), key=lambda alike: alike.evidence, default=None)
    if one == other or best is None or not best.doubtful:
        return None
    return Unlike(sum(map(len, clusters)), (), other.name, best.similarity, looks.usual, looks.compared)


def _clusters_to_name(
    snapshot: PeopleSnapshot, cluster_ids: Sequence[int], person_id: int | None
) -> dict[int, NDArray[np.int64]]:
    """Map each cluster to its faces (ascending) that are not confirmed, do not yet count as this person's and are not
    wrong detections.
    """
    assigned, held = snapshot.assigned, snapshot.clusters
    settled = np.isin(assigned.status, (CONFIRMED, NOT_A_FACE))
    settled |= (assigned.status == AUTOMATIC) & (assigned.person_id == person_id)
    open_faces = ~np.isin(held.face_id, assigned.face_id[settled])
    found = {cluster: held.face_id[open_faces & (held.cluster_id == cluster)] for cluster in sorted(set(cluster_ids))}
    return {cluster: faces for cluster, faces in found.items() if len(faces)}


def _clusters_of_person(snapshot: PeopleSnapshot, person_id: int) -> list[NDArray[np.int64]]:
    """The faces that count as a person's: one array per cluster, and one for faces in no cluster, the largest first."""
    faces = snapshot.assigned.faces_of(person_id, CONFIRMED, AUTOMATIC)
    clusters = snapshot.clusters.of(faces)
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order])) + 1
    groups = np.split(faces[order], starts) if len(faces) else []
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))


class _Looks:
    """The similarity of each `new` cluster to its nearest other cluster. The other clusters are `theirs` and the other
    new ones; if the new clusters are one person (`together`), they are only compared with `theirs`. The similarity is
    None if there is nothing to compare: faces that a human drew have no embedding.
    """

    def __init__(
        self,
        snapshot: PeopleSnapshot,
        new: Sequence[NDArray[np.int64]],
        theirs: Sequence[NDArray[np.int64]],
        *,
        together: bool = False,
    ) -> None:
        sampled = [_sample(faces) for faces in (*new, *theirs[:_CLUSTERS])]
        table = _part(snapshot.faces, np.unique(np.concatenate([*sampled, np.empty(0, dtype=np.int64)])))
        rows = [np.flatnonzero(np.isin(table.face_id, faces)) for faces in sampled]
        background = background_or_stranger(snapshot.measured, snapshot.thresholds, table)
        anchors = [at for at in range(len(new), len(rows)) if len(rows[at])]
        seen = [at for at in range(len(new)) if len(rows[at])]
        among = [[*anchors, *(other for other in seen if other != at and not together)] for at in seen]
        alike = nearest_clusters(table.embedding, background, rows, dict(zip(seen, among, strict=True)))
        self.new: list[Alike | None] = [alike.get(at) for at in range(len(new))]
        self.compared = sum(len(rows[at]) for at in anchors)
        of_one = np.concatenate([rows[at] for at in anchors or seen] or [np.empty(0, dtype=np.int64)])
        self.usual = usual_similarity(table.embedding[of_one])


def _part(faces: FaceTable, face_ids: NDArray[np.int64]) -> FaceTable:
    """The faces with these ids that have an embedding."""
    rows = np.flatnonzero(np.isin(faces.face_id, face_ids))
    return FaceTable(faces.face_id[rows], faces.photo_id[rows], faces.embedding[rows])


def _sample(faces: NDArray[np.int64]) -> NDArray[np.int64]:
    return faces[evenly_spread(len(faces), _FACES)]
