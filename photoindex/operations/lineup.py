"""Line up faces for somebody who looks at them: faces that fit together first, doubtful ones last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from photoindex.advice.actions import Action
from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED, NONE, SUGGESTED
from photoindex.errors import NotFoundError
from photoindex.operations.reviewing.people_view import FaceTile, Fitting, PeopleView
from photoindex.operations.sitting import Sitting

__all__ = ["FaceTile", "Lineup", "examples_of", "line_up", "line_up_cluster"]

_OPEN = (NONE, SUGGESTED)


@dataclass(frozen=True, slots=True, eq=False)
class Lineup:
    """Faces in an order to look at them: their `rows` (int64 (n,)) in the faces of `view`, and how well they fit."""

    view: PeopleView
    rows: NDArray[np.int64]
    fitting: Fitting

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def face_ids(self) -> tuple[int, ...]:
        """The ids of all faces, in this order."""
        return tuple(self.view.columns.face_id[self.rows].tolist())

    @property
    def doubtful_ids(self) -> tuple[int, ...]:
        """The ids of the faces that are doubtful, in this order."""
        return tuple(self.view.columns.face_id[self.rows[self.fitting.doubtful]].tolist())

    @property
    def photos(self) -> int:
        """The number of photos that show these faces."""
        return len(np.unique(self.view.columns.photo_row[self.rows]))

    @property
    def period(self) -> tuple[datetime, ...]:
        """The dates of the oldest and the latest photo; empty if no date is known."""
        dates = self._taken[~np.isnat(self._taken)]
        return (dates.min().item(), dates.max().item()) if len(dates) else ()

    def by_date(self) -> "Lineup":
        """The same faces, the oldest first, and those without a date last."""
        return self._picked(np.argsort(self._taken, kind="stable"))

    def part(self, start: int, stop: int) -> tuple[FaceTile, ...]:
        """The faces from place `start` to before place `stop`; places begin at 0."""
        few = self._picked(np.arange(len(self))[start:stop])
        return tuple(self.view.tiles_at(few.rows, few.fitting))

    @property
    def _taken(self) -> NDArray[np.datetime64]:
        return self.view.columns.taken[self.view.columns.photo_row[self.rows]]

    def _picked(self, places: NDArray[np.int64]) -> "Lineup":
        return replace(self, rows=self.rows[places], fitting=self.fitting[places])


def line_up_cluster(sitting: Sitting, cluster_id: int) -> Lineup:
    """Line up the faces of a cluster that belong to nobody yet, or all its faces if all belong to somebody: the best
    ones first, the doubtful ones last.

    Raises:
        NotFoundError: the cluster does not exist.
    """
    view = sitting.view
    rows = np.flatnonzero(view.cluster == cluster_id)
    if not len(rows):
        raise NotFoundError(
            f"there is no cluster {cluster_id}",
            hint="Its faces may be in another cluster now.",
            advice=Action.LIST_CLUSTERS,
        )
    wanted = np.isin(view.table.status[rows], _OPEN)
    return _lined_up(view, rows[wanted] if wanted.any() else rows)


def line_up(sitting: Sitting, face_ids: Sequence[int]) -> tuple[FaceTile, ...]:
    """List these faces, in the order of `line_up_cluster`.

    Raises:
        NotFoundError: one of the faces does not exist.
    """
    view = sitting.view
    rows = view.rows_of(np.array(face_ids, dtype=np.int64))
    missing = sorted(set(face_ids) - set(view.columns.face_id[rows].tolist()))
    if missing:
        raise NotFoundError(f"there is no face {' '.join(map(str, missing[:5]))}", hint="Reload the page.")
    return _lined_up(view, rows).part(0, len(rows))


def examples_of(sitting: Sitting, person_id: int, near: datetime | None, most: int) -> tuple[FaceTile, ...]:
    """List up to `most` faces of a person, to compare another face with: confirmed faces from about the date `near`, in
    the order in which they were taken. If `near` is None, the best confirmed faces are listed. Automatic faces are
    listed only if the person has too few confirmed ones. Each photo occurs once.
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


def _lined_up(view: PeopleView, rows: NDArray[np.int64]) -> Lineup:
    fitting = view.fitting(rows)
    doubt = np.where(fitting.doubtful, 1.0 - fitting.fit, -1.0)
    order = np.lexsort((_places(view)[rows], doubt))
    return Lineup(view, rows[order], fitting[order])


def _places(view: PeopleView) -> NDArray[np.int64]:
    """The rank of each face by quality, 0 for the best: int64 (n,)."""
    places = np.empty(len(view.columns.face_id), dtype=np.int64)
    places[view.columns.best_first] = np.arange(len(places))
    return places
