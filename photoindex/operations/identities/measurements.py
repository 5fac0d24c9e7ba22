"""What the last grouping measured, brought into line with the faces that are here now."""

import numpy as np
from numpy.typing import NDArray

from photoindex.people.assignment.confidence import Measured
from photoindex.people.similarity.background import Background, Cohort, background_of
from photoindex.people.similarity.calibration import impostors_of
from photoindex.people.similarity.evidence import Expectation
from photoindex.store.database.connection import Connection
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.tables.faces import FaceTable
from photoindex.store.tables.measurements import GroupingRecord, load_grouping


def load_measured(connection: Connection, pack: CurrentPack, faces: FaceTable) -> Measured | None:
    """The background of every face of the table, and what joins are judged by; None before the first grouping."""
    record = load_grouping(connection, pack.fingerprint, faces.embedding.shape[1])
    if record is None or len(faces.face_id) == 0:
        return None
    return Measured(background_for(record, pack, faces), expectation_of(record))


def background_of_faces(connection: Connection, pack: CurrentPack, faces: FaceTable) -> Background:
    """The background of some of the faces; before the first grouping what the pack says of strangers."""
    record = load_grouping(connection, pack.fingerprint, faces.embedding.shape[1])
    if record is not None and len(faces.face_id):
        return background_for(record, pack, faces)
    return background_of(faces.embedding, Cohort(faces.embedding[:0], 0.0), impostors_of(pack.thresholds))


def background_for(record: GroupingRecord, pack: CurrentPack, faces: FaceTable) -> Background:
    """The kept background of known faces; new ones are measured against the same cohort."""
    place = np.minimum(np.searchsorted(record.face_id, faces.face_id), max(len(record.face_id) - 1, 0))
    known = np.zeros(len(faces.face_id), dtype=bool)
    if len(record.face_id):
        known = record.face_id[place] == faces.face_id
    mean, deviation = np.empty(len(known)), np.empty(len(known))
    mean[known], deviation[known] = record.mean[place[known]], record.deviation[place[known]]
    if not known.all():
        cohort = Cohort(record.cohort, record.cohort_people)
        fresh = background_of(faces.embedding[~known], cohort, impostors_of(pack.thresholds))
        mean[~known], deviation[~known] = fresh.mean, fresh.deviation
    return Background(mean, deviation)


def new_faces(record: GroupingRecord, faces: FaceTable) -> NDArray[np.bool_]:
    """Which faces of the table, bool (n,), the last grouping did not know."""
    return np.asarray(~np.isin(faces.face_id, record.face_id, assume_unique=True))


def expectation_of(record: GroupingRecord) -> Expectation:
    return Expectation(record.people, record.typical, record.pair_floor)
