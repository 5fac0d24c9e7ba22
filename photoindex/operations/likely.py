"""Likely: list the persons whom unnamed faces resemble most, as names to choose from."""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.missing_ids import NO_PERSON
from photoindex.domain.people import Person
from photoindex.domain.picked_rows import Vectors
from photoindex.operations.reviewing.people_view import PeopleView
from photoindex.operations.sitting import Sitting

__all__ = ["LikelyPersons"]

# A person whose mean face is less similar than this is not worth showing.
_LEAST = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class _Means:
    """The mean face of each person who has a face: `person_id` is int64 (p,), ascending, and `mean` float32 (p, d) of
    unit length. They follow from the persons to whom the faces with these `face_id` belong: `belongs` is int64 (n,),
    `NO_PERSON` for none.
    """

    face_id: NDArray[np.int64]
    belongs: NDArray[np.int64]
    person_id: NDArray[np.int64]
    mean: NDArray[np.float32]


class LikelyPersons:
    """Compares faces with everybody in a sitting. Any thread may use it."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        # The view may hold a large library, so it is not kept from being freed.
        self._known: tuple[weakref.ref[PeopleView], _Means] | None = None

    def of(self, face_ids: Sequence[int], most: int) -> tuple[Person, ...]:
        """List up to `most` persons whom these faces resemble, the most similar first. Unknown faces do not count."""
        view = self._sitting.view
        means, faces = self._now(view), view.warm.snapshot.faces
        rows = np.flatnonzero(np.isin(faces.face_id, np.asarray(face_ids, dtype=np.int64)))
        if len(rows) == 0 or len(means.person_id) == 0:
            return ()
        similarity = means.mean @ _unit(faces.embedding[rows].mean(axis=0, keepdims=True))[0]
        order = np.argsort(-similarity, kind="stable")[:most]
        persons = view.warm.state.persons
        return tuple(persons[who] for who in means.person_id[order[similarity[order] >= _LEAST]].tolist())

    def _now(self, view: PeopleView) -> _Means:
        """The means in this state of the library. Those of persons whose faces are the same as before are kept."""
        faces, known = view.warm.snapshot.faces, self._known
        if known is not None and known[0]() is view:
            return known[1]
        table = view.assignments_of(faces.face_id)
        counting = table.counting & np.isin(table.person_id, list(view.warm.state.persons))
        belongs = np.where(counting, table.person_id, NO_PERSON)
        if known is not None and known[1].face_id is faces.face_id:
            before = known[1]
        else:
            nobody = np.full(len(belongs), NO_PERSON)
            before = _Means(faces.face_id, nobody, np.empty(0, dtype=np.int64), faces.embedding[:0])
        means = _updated(before, belongs, faces.embedding)
        self._known = weakref.ref(view), means
        return means


def _updated(before: _Means, belongs: NDArray[np.int64], embedding: Vectors) -> _Means:
    differs = np.flatnonzero(before.belongs != belongs)
    if len(differs) == 0:
        return before
    changed = np.unique(np.concatenate([before.belongs[differs], belongs[differs]]))
    rows = np.flatnonzero(np.isin(belongs, changed[changed != NO_PERSON]))
    rows = rows[np.argsort(belongs[rows], kind="stable")]
    persons, starts = np.unique(belongs[rows], return_index=True)
    # One person at a time, because the embeddings of all named faces may need a hundred megabytes.
    theirs = np.split(rows, starts[1:]) if len(rows) else []
    sums = [np.add.reduceat(embedding[part], [0], axis=0) for part in theirs]
    stays = ~np.isin(before.person_id, changed)
    person_id = np.concatenate([before.person_id[stays], persons])
    mean = np.concatenate([before.mean[stays], *map(_unit, sums)])
    order = np.argsort(person_id)
    return _Means(before.face_id, belongs, person_id[order], mean[order])


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), dtype=np.float32)
