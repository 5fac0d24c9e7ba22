"""Say how well the faces of a person or a cluster fit, and which of them are doubtful."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people import PeopleState
from photoindex.domain.people_snapshot import FaceTable, GroupingRecord
from photoindex.domain.thresholds import Thresholds
from photoindex.operations.check_people import LooksUnlike, unlike
from photoindex.operations.identities.replay import people_state
from photoindex.people.consequences.measured import background_for
from photoindex.people.similarity.fit import DOUBTFUL, FEWEST, Fit, Rivals, fit_of, rows_of_rivals
from photoindex.store.database.connection import Connection
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.tables.faces import FaceRow, face_table_of
from photoindex.store.tables.measurements import load_grouping
from photoindex.store.tables.people import counted_faces


@dataclass(frozen=True, slots=True)
class FaceFit:
    """How well a face fits its person or cluster.

    `probability` (0..1) says how likely the face shows the same person as the other faces, judged by looks alone; a
    `doubtful` face is one that somebody should look at. It fits the person with the id `rival` better, if there is one.
    `unlike` is the contradiction of a face that a human named or confirmed.
    """

    probability: float
    doubtful: bool
    rival: int | None = None
    unlike: LooksUnlike | None = None


def by_fit(
    connection: Connection, pack: CurrentPack, faces: Sequence[FaceRow], *, of_person: bool
) -> tuple[list[FaceRow], dict[int, FaceFit]]:
    """Sort the faces of a person or a cluster by how well they fit, the doubtful ones last and the worst at the end.

    Also returns the fit of each face by its id. Faces drawn by hand have none, and come first. If there are too few
    faces to compare, or before the first clustering, no face has one, and the faces keep their order.
    """
    group = face_table_of(connection, [face.face_id for face in faces])
    record = load_grouping(connection, pack.fingerprint, group.embedding.shape[1]) if len(group.face_id) else None
    if record is None or len(group.face_id) < FEWEST:
        return list(faces), {}
    fit = _measured(connection, group, record, pack.thresholds)
    confirmed = any(face.status == "confirmed" for face in faces)
    state = people_state(connection, pack) if confirmed else PeopleState()
    against = unlike_others(group, group.face_id, pack.thresholds) if of_person else {}
    doubtful = doubtful_among(group.face_id, fit.probability, state, against)
    rival = np.where(doubtful, fit.rival, NO_PERSON)
    fits = {
        face: FaceFit(chance, doubt, None if who == NO_PERSON else who, against.get(face))
        for face, chance, doubt, who in zip(
            group.face_id.tolist(), fit.probability.tolist(), doubtful.tolist(), rival.tolist(), strict=True
        )
    }
    rank = dict(zip(group.face_id.tolist(), zip(doubtful.tolist(), (-fit.log_odds).tolist(), strict=True), strict=True))
    # A face is drawn only when somebody says who it is.
    return sorted(faces, key=lambda face: rank.get(face.face_id, (False, -np.inf))), fits


def unlike_others(table: FaceTable, face_ids: NDArray[np.int64], thresholds: Thresholds) -> dict[int, LooksUnlike]:
    """The faces among the faces of one person that contradict the others, by id."""
    found = unlike(table, face_ids, thresholds.verification)
    return {face: why for face, why in found if isinstance(why, LooksUnlike)}


def doubtful_among(
    face_ids: NDArray[np.int64], probability: NDArray[np.float64], state: PeopleState, against: Collection[int]
) -> NDArray[np.bool_]:
    """Mark the faces that somebody should look at: bool (n,). These are the faces that fit badly, apart from those that
    a human judged one by one, and the faces that contradict their person (`against`).

    `probability` is float64 (n,), NaN for a face without a fit.
    """
    settled = _among(face_ids, state.confirmed.keys() - state.grouped)
    return np.asarray(((probability < DOUBTFUL) & ~settled) | _among(face_ids, against), dtype=np.bool_)


def _among(face_ids: NDArray[np.int64], some: Collection[int]) -> NDArray[np.bool_]:
    return np.isin(face_ids, np.fromiter(some, dtype=np.int64, count=len(some)))


def _measured(connection: Connection, group: FaceTable, record: GroupingRecord, thresholds: Thresholds) -> Fit:
    """The fit of the faces in the group, compared with faces of other people."""
    named, _, person = counted_faces(connection)
    rows = rows_of_rivals(person, np.isin(named, group.face_id), len(group.face_id))
    others = face_table_of(connection, named[rows].tolist())
    rivals = None
    if len(others.face_id):
        owner = person[np.searchsorted(named, others.face_id)]
        rivals = Rivals(owner, others.embedding, background_for(record, thresholds, others))
    return fit_of(group.embedding, background_for(record, thresholds, group), record.people, rivals)


Fits = Mapping[int, FaceFit]
"""The fit of each face by its id."""
