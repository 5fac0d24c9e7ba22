"""Find faces that contradict the rest of their person, from arrays in memory."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Person
from photoindex.operations.check_people import Why, outside_life, several_times, unlike
from photoindex.operations.reviewing.people_view import FaceTile, PeopleView
from photoindex.people.labels import rows_of_ids


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A face that may not show the person it is assigned to, and why."""

    face: FaceTile
    person: Person
    why: Why


def contradictions_in(view: PeopleView, *, person_id: int | None = None, said_once: bool) -> tuple[Doubtful, ...]:
    """Faces that look unlike their person or are from outside the person's life, of one person or of everybody.

    Args:
        said_once: whether to include faces that a human named or confirmed one by one.
    """
    warm = view.warm
    settled = frozenset() if said_once else warm.state.confirmed.keys() - warm.state.grouped
    found: list[tuple[int, Person, Why]] = []
    for person, faces, _ in _counted(view, person_id):
        against = [
            *unlike(warm.snapshot.faces, faces, warm.snapshot.thresholds.verification),
            *outside_life(person.person_id, faces, warm.state),
        ]
        found += [(face, person, why) for face, why in against if face not in settled]
    return _described(view, found)


def several_times_in(view: PeopleView) -> tuple[Doubtful, ...]:
    """Faces that share a photo with another face of their person, unless a human said that this is right."""
    return _described(
        view,
        [
            (face, person, why)
            for person, faces, photos in _counted(view, None)
            for face, why in several_times(faces, photos, view.warm.state)
        ],
    )


def _counted(view: PeopleView, person_id: int | None) -> Iterator[tuple[Person, NDArray[np.int64], NDArray[np.int64]]]:
    """Each person, sorted by name, with the ids and the photos of the present faces that count as theirs."""
    counting = view.counting
    if person_id is not None:
        counting = counting & (view.table.person_id == person_id)
    rows = np.flatnonzero(counting)
    rows_of = rows_of_ids(view.table.person_id[rows])
    for person in sorted(view.warm.snapshot.persons, key=lambda person: person.name):
        if person.person_id in rows_of:
            theirs = rows[rows_of[person.person_id]]
            yield person, view.columns.face_id[theirs], view.columns.photo_id[view.columns.photo_row[theirs]]


def _described(view: PeopleView, found: list[tuple[int, Person, Why]]) -> tuple[Doubtful, ...]:
    tiles = {tile.face_id: tile for tile in view.tiles(tuple(face for face, _, _ in found))}
    return tuple(Doubtful(tiles[face], person, why) for face, person, why in found if face in tiles)
