"""Line up faces for somebody who looks at them: faces that fit together first, doubtful ones last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from photoindex.domain.targets import Target
from photoindex.operations.identities.measurements import load_measured
from photoindex.operations.identities.targets import faces_of, known_faces
from photoindex.people.similarity.evidence import evidence_within
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import FaceRow, face_table_of, faces_of_person_near

__all__ = ["FaceRow", "LinedUp", "examples_of", "line_up", "line_up_cluster"]

# With fewer faces, a face that differs from the others says as little about itself as about the others.
_COMPARABLE = 4

# The bar for automatic names: below it, a face is not given a name that nobody confirmed.
_DOUBTFUL = 0.9


@dataclass(frozen=True, slots=True)
class LinedUp:
    """A face, and the probability in 0..1 that it shows the same person as the other faces, judged by looks. It is None
    if there are too few faces to compare, or if the face was drawn by hand.
    """

    face: FaceRow
    fit: float | None

    @property
    def doubtful(self) -> bool:
        """Whether the face should be looked at before it gets the name of the others."""
        return self.fit is not None and self.fit < _DOUBTFUL


def line_up_cluster(index: Index, cluster_id: int) -> tuple[LinedUp, ...]:
    """List the faces of a cluster that belong to nobody yet: the best ones first, the doubtful ones last.

    Raises:
        NotFoundError: the cluster does not exist, or nothing has been scanned yet.
    """
    with index.reading() as connection:
        require_current_pack(connection)
        rows = faces_of(connection, Target("cluster", ids=(cluster_id,)))
        return _by_fit(connection, [row for row in rows if row.status in ("none", "suggested")] or rows)


def line_up(index: Index, face_ids: Sequence[int]) -> tuple[LinedUp, ...]:
    """List these faces, in the order of `line_up_cluster`.

    Raises:
        NotFoundError: one of the faces does not exist.
    """
    with index.reading() as connection:
        return _by_fit(connection, known_faces(connection, face_ids))


def examples_of(index: Index, person_id: int, near: datetime | None, most: int) -> tuple[FaceRow, ...]:
    """List up to `most` faces of a person, to compare another face with: confirmed faces from about the date `near`, in
    the order in which they were taken. If `near` is None, the best confirmed faces are listed. Automatic faces are
    listed only if the person has no confirmed face.
    """
    with index.reading() as connection:
        fingerprint = require_current_pack(connection).fingerprint
        found = faces_of_person_near(connection, person_id, fingerprint, near, most)
    return tuple(sorted(found, key=lambda row: (row.taken_at is None, row.taken_at or datetime.min)))


def _by_fit(connection: Connection, rows: Sequence[FaceRow]) -> tuple[LinedUp, ...]:
    fit = _fit(connection, rows)
    lined_up = [LinedUp(row, fit.get(row.face_id)) for row in rows]
    return tuple(sorted(lined_up, key=lambda item: -(item.fit or 0.0) if item.doubtful else -1.0))


def _fit(connection: Connection, rows: Sequence[FaceRow]) -> dict[int, float]:
    table = face_table_of(connection, [row.face_id for row in rows])
    measured = load_measured(connection, require_current_pack(connection), table)
    if measured is None or len(table.face_id) < _COMPARABLE:
        return {}
    one = np.zeros(len(table.face_id), dtype=np.int64)
    within = evidence_within(one, table.embedding, measured.background)
    odds = measured.expectation.log_odds(within, np.full(len(one), len(one) - 1.0), np.ones(len(one)))
    chance = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return dict(zip(table.face_id.tolist(), chance.tolist(), strict=True))
