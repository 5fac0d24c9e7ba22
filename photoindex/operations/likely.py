"""Likely: list the persons whom unnamed faces resemble most, as names to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Person
from photoindex.operations.reviewing.people_view import PeopleView
from photoindex.operations.sitting import Sitting

__all__ = ["LikelyPersons"]

# A person whose mean face is less similar than this is not worth showing.
_LEAST = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class _Means:
    """The mean face of each person who has a face: `person_id` is int64 (p,), and `mean` float32 (p, d) of unit length;
    both follow from `view`.
    """

    view: PeopleView
    person_id: NDArray[np.int64]
    mean: NDArray[np.float32]


class LikelyPersons:
    """Compares faces with everybody in a sitting. Any thread may use it."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._means: _Means | None = None

    def of(self, face_ids: Sequence[int], most: int) -> tuple[Person, ...]:
        """List up to `most` persons whom these faces resemble, the most similar first. Unknown faces do not count."""
        means = self._now()
        faces = means.view.warm.snapshot.faces
        rows = np.flatnonzero(np.isin(faces.face_id, np.asarray(face_ids, dtype=np.int64)))
        if len(rows) == 0 or len(means.person_id) == 0:
            return ()
        similarity = means.mean @ _unit(faces.embedding[rows].mean(axis=0, keepdims=True))[0]
        order = np.argsort(-similarity, kind="stable")[:most]
        persons = means.view.warm.state.persons
        return tuple(persons[who] for who in means.person_id[order[similarity[order] >= _LEAST]].tolist())

    def _now(self) -> _Means:
        view, means = self._sitting.view, self._means
        if means is None or means.view is not view:
            means = self._means = _means(view)
        return means


def _means(view: PeopleView) -> _Means:
    faces = view.warm.snapshot.faces
    table, embedding = view.assignments_of(faces.face_id), faces.embedding
    rows = np.flatnonzero(table.counting)
    rows = rows[np.isin(table.person_id[rows], list(view.warm.state.persons))]
    rows = rows[np.argsort(table.person_id[rows], kind="stable")]
    if len(rows) == 0:
        return _Means(view, np.empty(0, dtype=np.int64), embedding[:0])
    persons, starts = np.unique(table.person_id[rows], return_index=True)
    return _Means(view, persons, _unit(np.add.reduceat(embedding[rows], starts, axis=0)))


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), dtype=np.float32)
