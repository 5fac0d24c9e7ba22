"""Load the measurements of the last clustering, for the faces that are in the index now."""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people_snapshot import FaceTable, GroupingRecord
from photoindex.people.assignment.confidence import Measured
from photoindex.people.consequences.measured import measured_for
from photoindex.store.database.connection import Connection
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.tables.measurements import load_grouping


def load_measured(connection: Connection, pack: CurrentPack, faces: FaceTable) -> Measured | None:
    """Load every face's background, and the parameters by which joins are judged; None before the first clustering."""
    record = load_grouping(connection, pack.fingerprint, faces.embedding.shape[1])
    return measured_for(record, pack.thresholds, faces)


def new_faces(record: GroupingRecord, faces: FaceTable) -> NDArray[np.bool_]:
    """Mark the faces of the table (bool, (n,)) that did not exist at the last clustering."""
    return np.asarray(~np.isin(faces.face_id, record.face_id, assume_unique=True))
