"""Likeness: before faces get a name, whether they look like the person at all, so that a mistyped number is seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from photoindex.domain.names import clean_name, find_person, resolve_names
from photoindex.operations.identities.measurements import background_of_faces
from photoindex.people.similarity.likeness import Alike, nearest_clusters, usual_similarity
from photoindex.people.similarity.sampling import evenly_spread
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.assignments import clusters_of_person, clusters_to_name
from photoindex.store.tables.clusters import load_persons
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import face_table_of

# Of a person the largest clusters count, and of a cluster this many faces, evenly spread: a mean is steady then.
_CLUSTERS = 32
_FACES = 200


@dataclass(frozen=True, slots=True)
class Unlike:
    """Faces that do not look like those they are to share a name with.

    `faces` in all, in `clusters`, were compared with `compared` faces of the person `name` or, where that is None, with
    each other. `similarity` is the mean cosine to what they are nearest to, `usual` that between the person's own
    faces (without a person, between their own), None where there are not two.
    """

    faces: int
    clusters: tuple[int, ...]
    name: str | None
    similarity: float
    usual: float | None
    compared: int


def unlike_person(index: Index, clusters: Sequence[int], name: str) -> Unlike | None:
    """What speaks against giving these clusters the name; None where nothing does, or where they do not exist.

    Each is compared with those of the person and with the other ones; one that is like any of them is in no doubt.
    Faces that are the person's already are not asked about, and neither are those confirmed as somebody else, who keep
    their name.

    Raises:
        NotFoundError: nothing was scanned yet.
        UsageError: the name is not one.
    """
    name = clean_name(name)
    with index.reading() as connection:
        person = find_person(name, load_persons(connection))
        who = person.person_id if person is not None else None
        new = clusters_to_name(connection, clusters, who)
        theirs = clusters_of_person(connection, who) if who is not None else []
        looks = _Looks(connection, list(new.values()), theirs)
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
    """What speaks against two persons being one: no cluster of the one is like any of the other; None where one is.

    Raises:
        NotFoundError: nobody has one of the names.
    """
    with index.reading() as connection:
        persons = load_persons(connection)
        one, other = (resolve_names([name], persons)[0] for name in (gone, stays))
        clusters = clusters_of_person(connection, one.person_id)
        looks = _Looks(connection, clusters[:_CLUSTERS], clusters_of_person(connection, other.person_id), together=True)
    best = max((alike for alike in looks.new if alike), key=lambda alike: alike.evidence, default=None)
    if one == other or best is None or not best.doubtful:
        return None
    return Unlike(sum(map(len, clusters)), (), other.name, best.similarity, looks.usual, looks.compared)


class _Looks:
    """How alike each of the `new` clusters is to its nearest among `theirs` and, unless these belong `together`, the
    other new ones: None where there is nothing to compare. Faces that a human drew have no looks.
    """

    def __init__(
        self, connection: Connection, new: Sequence[list[int]], theirs: Sequence[list[int]], *, together: bool = False
    ) -> None:
        sampled = [_sample(faces) for faces in (*new, *theirs[:_CLUSTERS])]
        table = face_table_of(connection, sorted(face for faces in sampled for face in faces))
        place = {face: at for at, face in enumerate(table.face_id.tolist())}
        places = [np.array([place[face] for face in faces if face in place], dtype=np.int64) for faces in sampled]
        background = background_of_faces(connection, require_current_pack(connection), table)
        anchors = [at for at in range(len(new), len(places)) if len(places[at])]
        seen = [at for at in range(len(new)) if len(places[at])]
        among = [[*anchors, *(other for other in seen if other != at and not together)] for at in seen]
        alike = nearest_clusters(table.embedding, background, places, dict(zip(seen, among, strict=True)))
        self.new: list[Alike | None] = [alike.get(at) for at in range(len(new))]
        self.compared = sum(len(places[at]) for at in anchors)
        of_one = np.concatenate([places[at] for at in anchors or seen] or [np.empty(0, dtype=np.int64)])
        self.usual = usual_similarity(table.embedding[of_one])


def _sample(faces: Iterable[int]) -> list[int]:
    ordered = sorted(faces)
    return [ordered[at] for at in evenly_spread(len(ordered), _FACES).tolist()]
