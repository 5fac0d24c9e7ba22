"""Line up faces for somebody who looks at them: faces that fit together first, doubtful ones last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED
from photoindex.errors import NotFoundError
from photoindex.operations.reviewing.people_view import FaceTile, PeopleView
from photoindex.operations.sitting import Sitting
from photoindex.people.similarity.evidence import evidence_within

__all__ = ["FaceTile", "LinedUp", "examples_of", "line_up", "line_up_cluster"]

# With fewer faces, a face that differs from the others says as little about itself as about the others.
_COMPARABLE = 4

# The bar for automatic names: below it, a face is not given a name that nobody confirmed.
_DOUBTFUL = 0.9

_OPEN = ("none", "suggested")


@dataclass(frozen=True, slots=True)
class LinedUp:
    """A face, and the probability in 0..1 that it shows the same person as the other faces, judged by looks. It is None
    if there are too few faces to compare, or if the face was drawn by hand.
    """

    face: FaceTile
    fit: float | None

    @property
    def doubtful(self) -> bool:
        """Whether the face should be looked at before it gets the name of the others."""
        return self.fit is not None and self.fit < _DOUBTFUL


def line_up_cluster(sitting: Sitting, cluster_id: int) -> tuple[LinedUp, ...]:
    """List the faces of a cluster that belong to nobody yet, or all its faces if all belong to somebody: the best ones
    first, the doubtful ones last.

    Raises:
        NotFoundError: the cluster does not exist.
    """
    faces = sitting.cluster(cluster_id)
    if not faces:
        raise NotFoundError(f"there is no cluster {cluster_id}", hint="Its faces may be in another cluster now.")
    wanted = [face for face in faces if face.status in _OPEN] or faces
    return _lined_up(sitting.view, wanted)


def line_up(sitting: Sitting, face_ids: Sequence[int]) -> tuple[LinedUp, ...]:
    """List these faces, in the order of `line_up_cluster`.

    Raises:
        NotFoundError: one of the faces does not exist.
    """
    faces = sitting.tiles(face_ids)
    missing = sorted(set(face_ids) - {face.face_id for face in faces})
    if missing:
        raise NotFoundError(f"there is no face {' '.join(map(str, missing[:5]))}", hint="Reload the page.")
    return _lined_up(sitting.view, faces)


def examples_of(sitting: Sitting, person_id: int, near: datetime | None, most: int) -> tuple[FaceTile, ...]:
    """List up to `most` faces of a person, to compare another face with: confirmed faces from about the date `near`, in
    the order in which they were taken. If `near` is None, the best confirmed faces are listed. Automatic faces are
    listed only if the person has too few confirmed ones. Each photo is there once.
    """
    view = sitting.view
    rows = np.flatnonzero(
        (view.table.person_id == person_id) & np.isin(view.table.status, (AUTOMATIC, CONFIRMED)) & view.present
    )
    photo = view.columns.photo_row[rows]
    apart = _seconds_apart(view.columns.taken[photo], near)
    order = np.lexsort((_places(view)[rows], apart, -view.table.status[rows]))
    _, first = np.unique(photo[order], return_index=True)
    chosen = rows[order[np.sort(first)][:most]]
    faces = sitting.tiles(view.columns.face_id[chosen].tolist())
    return tuple(sorted(faces, key=lambda face: (face.taken is None, face.taken or datetime.min)))


def _seconds_apart(taken: NDArray[np.datetime64], near: datetime | None) -> NDArray[np.float64]:
    """How far these times are from a date; infinitely far if either is unknown."""
    if near is None:
        return np.zeros(len(taken))
    apart = np.abs((taken - np.datetime64(near, "s")) / np.timedelta64(1, "s"))
    return np.where(np.isnat(taken), np.inf, apart).astype(np.float64)


def _lined_up(view: PeopleView, faces: Sequence[FaceTile]) -> tuple[LinedUp, ...]:
    ids = np.array([face.face_id for face in faces], dtype=np.int64)
    fit = _fit(view, ids)
    places = _places(view)[np.searchsorted(view.columns.face_id, ids)]
    place = dict(zip(ids.tolist(), places.tolist(), strict=True))
    found = [LinedUp(face, fit.get(face.face_id)) for face in faces]
    return tuple(sorted(found, key=lambda item: (_doubt(item), place[item.face.face_id])))


def _places(view: PeopleView) -> NDArray[np.int64]:
    """The place of each face when all faces are sorted by quality, the best first: int64 (n,)."""
    places = np.empty(len(view.columns.face_id), dtype=np.int64)
    places[view.columns.best_first] = np.arange(len(places))
    return places


def _doubt(item: LinedUp) -> float:
    return 1.0 - (item.fit or 0.0) if item.doubtful else -1.0


def _fit(view: PeopleView, face_ids: NDArray[np.int64]) -> dict[int, float]:
    faces, measured = view.warm.snapshot.faces, view.warm.measured
    rows = np.flatnonzero(np.isin(faces.face_id, face_ids))
    if measured is None or len(rows) < _COMPARABLE:
        return {}
    one = np.zeros(len(rows), dtype=np.int64)
    within = evidence_within(one, faces.embedding[rows], measured.background[rows])
    odds = measured.expectation.log_odds(within, np.full(len(rows), len(rows) - 1.0), np.ones(len(rows)))
    chance = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return dict(zip(faces.face_id[rows].tolist(), chance.tolist(), strict=True))
