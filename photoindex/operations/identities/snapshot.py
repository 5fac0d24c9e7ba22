"""Read at once everything that an index knows about faces and people, for questions that concern all of it."""

from dataclasses import dataclass

import numpy as np

from photoindex.domain.claims import ClaimedNames
from photoindex.domain.people import Assignment, PeopleState
from photoindex.operations.identities.claims import load_claimed_names
from photoindex.operations.identities.measurements import load_measured
from photoindex.operations.identities.replay import people_state
from photoindex.people.clustering.pipeline import background_in
from photoindex.people.faces import Faces
from photoindex.people.parties import NO_CLUSTER, ClusterIds
from photoindex.people.similarity.background import Background
from photoindex.store.opening.index import Index
from photoindex.store.tables.clusters import load_membership
from photoindex.store.tables.current_pack import CurrentPack, require_current_pack
from photoindex.store.tables.faces import detection_scores, load_face_table
from photoindex.store.tables.people import load_assignments


@dataclass(frozen=True, slots=True)
class Library:
    """The faces of the pack in use, the background that clustering measured, one assignment per face, what humans
    said, and what other programs claim.
    """

    pack: CurrentPack
    faces: Faces
    background: Background
    assignments: tuple[Assignment, ...]
    state: PeopleState
    claims: ClaimedNames

    def name(self, person_id: int) -> str:
        return self.state.persons[person_id].name


def load_library(index: Index, *, with_face: int | None = None) -> Library:
    """Read the library, then free the index.

    Args:
        with_face: the id of a face to include even if it is a wrong detection; the others are left out.

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        membership = load_membership(connection)
        assigned = load_assignments(connection)
        scores = detection_scores(connection, pack.fingerprint)
        state = people_state(connection, pack)
        table = load_face_table(connection, pack.fingerprint).without(state.not_faces - {with_face})
        measured = load_measured(connection, pack, table)
        claims = load_claimed_names(connection)
    ids = table.face_id.tolist()
    clusters = np.array([membership.get(face, NO_CLUSTER) for face in ids], dtype=np.int64)
    assignments = tuple(assigned.get(face, Assignment(face, None, "none")) for face in ids)
    faces = Faces(
        face_id=table.face_id,
        photo=table.photo_id,
        cluster=ClusterIds(clusters),
        embedding=table.embedding,
        confidence=np.array([scores[face] for face in ids], dtype=np.float32),
    )
    background = measured.background if measured is not None else background_in(faces, pack.thresholds)
    return Library(pack, faces, background, assignments, state, claims)
