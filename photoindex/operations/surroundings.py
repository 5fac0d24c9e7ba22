"""Surroundings: the photo of a face and the other people in it, from the index alone."""

from dataclasses import dataclass

from photoindex.errors import NotFoundError
from photoindex.operations.identities.targets import known_faces
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import FaceRow, faces_in_photo
from photoindex.store.tables.people import load_persons
from photoindex.store.views.search import PhotoRow, photo_with_id

__all__ = ["FaceRow", "PhotoRow", "Surroundings", "surroundings_of"]

_COUNTS = ("confirmed", "automatic")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A face, its photo, and all faces of the photo from left to right. `others` are the names of the other people in
    the photo, sorted.
    """

    face: FaceRow
    photo: PhotoRow
    faces: tuple[FaceRow, ...]
    others: tuple[str, ...]


def surroundings_of(index: Index, face_id: int) -> Surroundings:
    """Find the photo of a face. No disk but that of the index is read, so this does not wait for one that sleeps.

    Raises:
        NotFoundError: the index does not hold the face (any more).
    """
    with index.reading() as connection:
        (face,) = known_faces(connection, [face_id])
        photo = photo_with_id(connection, face.photo_id)
        if photo is None:
            raise NotFoundError("the photo of this face is not in the index any more")
        faces = faces_in_photo(connection, face.photo_id, require_current_pack(connection).fingerprint)
        names = {person.person_id: person.name for person in load_persons(connection)}
    others = {names.get(row.person_id or 0) for row in faces if row.face_id != face_id and row.status in _COUNTS}
    return Surroundings(face, photo, tuple(faces), tuple(sorted(name for name in others if name)))
