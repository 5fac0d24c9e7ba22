"""Preview: say what giving faces a name would mean, without recording anything."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from photoindex.domain.names import clean_name, find_person
from photoindex.domain.people import Person
from photoindex.errors import NotFoundError
from photoindex.operations.identities.likeness import Unlike, unlike_person, unlike_persons
from photoindex.operations.sitting import Sitting

__all__ = ["NamePreview", "Unlike", "preview_name", "unlike_merge", "unlike_name"]


@dataclass(frozen=True, slots=True)
class NamePreview:
    """What a name means for some `faces`.

    `person` is the person who has the name already, with that many `photos`; None if the name is new. `twice` is the
    number of photos in which this would give the person a second face.
    """

    name: str
    faces: int
    person: Person | None
    photos: int
    twice: int


def preview_name(sitting: Sitting, face_ids: Sequence[int], name: str) -> NamePreview:
    """Say who has the name, and in how many photos this person would then have two faces.

    Raises:
        NotFoundError: one of the faces does not exist.
        UsageError: the name is invalid.
    """
    name, view = clean_name(name), sitting.view
    tiles = sitting.tiles(tuple(dict.fromkeys(face_ids)))
    if len(tiles) < len(set(face_ids)):
        raise NotFoundError("some of these faces no longer exist", hint="Reload the page.")
    person = find_person(name, view.warm.state.persons.values())
    held: np.ndarray[tuple[int], np.dtype[np.int64]] = np.empty(0, dtype=np.int64)
    photos = 0
    if person is not None:
        theirs = (view.table.person_id == person.person_id) & view.table.counting
        photos = len(np.unique(view.columns.photo_row[theirs & view.present]))
        others = theirs & ~np.isin(view.columns.face_id, [tile.face_id for tile in tiles])
        held = view.columns.photo_id[np.unique(view.columns.photo_row[others])]
    chosen, times = np.unique([tile.photo_id for tile in tiles], return_counts=True)
    twice = int(((times > 1) | np.isin(chosen, held)).sum())
    return NamePreview(name, len(tiles), person, photos, twice)


def unlike_name(sitting: Sitting, clusters: Sequence[int], name: str) -> Unlike | None:
    """Find the clusters that should get this name only after asking; None if all look right.

    Raises:
        UsageError: the name is invalid.
    """
    return unlike_person(sitting.view.warm.snapshot, clusters, clean_name(name))


def unlike_merge(sitting: Sitting, gone: int, stays: int) -> Unlike | None:
    """Find out whether two persons, given by their ids, look different; None if they look alike or do not exist."""
    warm = sitting.view.warm
    one, other = (warm.state.persons.get(who) for who in (gone, stays))
    return unlike_persons(warm.snapshot, one, other) if one is not None and other is not None else None
