"""Check that faces look like a person before they get the name, so that a mistyped number is noticed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED
from photoindex.domain.names import clean_name, find_person, resolve_names
from photoindex.domain.people import Person
from photoindex.domain.people_snapshot import FaceTable, PeopleSnapshot
from photoindex.people.consequences.measured import background_or_stranger
from photoindex.people.similarity.likeness import Alike, nearest_clusters, usual_similarity
from photoindex.people.similarity.sampling import evenly_spread
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.people import load_persons
from photoindex.store.views.people_snapshot import load_snapshot

# The number of a person's clusters to compare, the largest first, and of faces per cluster, evenly spread: enough for
# a stable mean.
_CLUSTERS = 32
_FACES = 200


@dataclass(frozen=True, slots=True)
class Unlike:
    """Faces that do not look like the ones that they would share a name with.

    The `faces` in `clusters` were compared with `compared` faces of the person `name` or, if that is None, with each
    other. `similarity` is the mean cosine to their nearest cluster, and `usual` that between the person's own faces
    (without a person, between these faces), or None if there are fewer than two.
    """

    faces: int
    clusters: tuple[int, ...]
    name: str | None
    similarity: float
    usual: float | None
    compared: int


def unlike_person(index: Index, clusters: Sequence[int], name: str) -> Unlike | None:
    """Find the clusters that should not get this name without a question; None if all look right, or none exists.

    Each is compared with the person's clusters and the other given ones; one that resembles any of them is fine. Faces
    that already are the person's do not count, nor do faces confirmed as somebody else, which keep their name.

    Raises:
        NotFoundError: nothing has been scanned yet.
        UsageError: the name is invalid.
    """
    name = clean_name(name)
    with index.reading() as connection:
        return unlike_in(load_snapshot(connection, require_current_pack(connection)), clusters, name)


def unlike_in(snapshot: PeopleSnapshot, clusters: Sequence[int], name: str) -> Unlike | None:
    """Do as `unlike_person` does, with everything already read and a clean name."""
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


def unlike_persons(index: Index, gone: str, stays: str) -> Unlike | None:
    """Find out whether two persons look different: no cluster of one resembles any of the other; None if one does.

    Raises:
        NotFoundError: nobody has one of the names.
    """
    with index.reading() as connection:
        persons = load_persons(connection)
        one, other = (resolve_names([name], persons)[0] for name in (gone, stays))
        return unlike_two(load_snapshot(connection, require_current_pack(connection)), one, other)


def unlike_two(snapshot: PeopleSnapshot, one: Person, other: Person) -> Unlike | None:
    """Do as `unlike_persons` does, with everything already read."""
    clusters = _clusters_of_person(snapshot, one.person_id)
    looks = _Looks(snapshot, clusters[:_CLUSTERS], _clusters_of_person(snapshot, other.person_id), together=True)
    best = max((alike for alike in looks.new if alike), key=lambda alike: alike.evidence, default=None)
    if one == other or best is None or not best.doubtful:
        return None
    return Unlike(sum(map(len, clusters)), (), other.name, best.similarity, looks.usual, looks.compared)


def _clusters_to_name(
    snapshot: PeopleSnapshot, cluster_ids: Sequence[int], person_id: int | None
) -> dict[int, NDArray[np.int64]]:
    """Cluster -> those of its faces, ascending, that nobody confirmed and that do not count as this person's yet."""
    assigned, held = snapshot.assigned, snapshot.clusters
    settled = (assigned.status == CONFIRMED) | ((assigned.status == AUTOMATIC) & (assigned.person_id == person_id))
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
    """How similar each of the `new` clusters is to its nearest among `theirs` and, unless the new ones are `together`
    one person, the other new ones: None if there is nothing to compare. Faces that a human drew have no embedding.
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
