"""Preview: say what giving faces a name would mean, without recording anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.domain.names import clean_name, find_person
from photoindex.domain.people import Person
from photoindex.operations.identities.likeness import unlike_person
from photoindex.operations.identities.targets import known_faces
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import faces_of_person_in_photos, own_faces
from photoindex.store.tables.people import load_persons

__all__ = ["NamePreview", "preview_name", "unlike_person"]


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


def preview_name(index: Index, face_ids: Sequence[int], name: str) -> NamePreview:
    """Say who has the name, and in how many photos the person would then be twice.

    Raises:
        NotFoundError: one of the faces does not exist.
        UsageError: the name is invalid.
    """
    name = clean_name(name)
    with index.reading() as connection:
        fingerprint = require_current_pack(connection).fingerprint
        rows = known_faces(connection, face_ids)
        photos = [row.photo_id for row in rows]
        person = find_person(name, load_persons(connection))
        if person is None:
            return NamePreview(name, len(rows), None, 0, len(photos) - len(set(photos)))
        there = faces_of_person_in_photos(connection, person.person_id, photos, fingerprint)
        held = {photo for photo, face in there if face not in set(face_ids)}
        twice = {photo for photo in photos if photo in held or photos.count(photo) > 1}
        return NamePreview(name, len(rows), person, own_faces(connection, person.person_id).photos, len(twice))
