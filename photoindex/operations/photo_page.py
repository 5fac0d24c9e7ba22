"""Photo page: one photo with its faces, the files that hold it, and the photos before and after it."""

from dataclasses import dataclass
from pathlib import Path

from photoindex.errors import NotFoundError
from photoindex.operations.common.presence import presences
from photoindex.originals import Presence
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import FaceRow, faces_in_photo
from photoindex.store.tables.people import load_persons
from photoindex.store.tables.roots import root_states
from photoindex.store.views.photo_files import originals_of
from photoindex.store.views.photo_places import Neighbours, neighbours_of
from photoindex.store.views.search import PhotoRow, photo_with_id

__all__ = ["FaceRow", "HeldBy", "Neighbours", "PhotoPage", "PhotoRow", "Presence", "path_of_photo", "photo_page"]

# A page waits less time than a command for a sleeping disk.
_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class HeldBy:
    """A file that held the photo when it was scanned. `presence` is its present state; None if its disk is offline."""

    path: Path
    presence: Presence | None


@dataclass(frozen=True, slots=True)
class PhotoPage:
    """A photo, its faces from left to right, the names of persons by id, its files, and its neighbours in time."""

    photo: PhotoRow
    faces: tuple[FaceRow, ...]
    names: dict[int, str]
    files: tuple[HeldBy, ...]
    beside: Neighbours


def photo_page(index: Index, photo_id: int) -> PhotoPage:
    """Collect what is known about a photo.

    Raises:
        NotFoundError: the index does not hold the photo (any more).
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        photo = _photo(connection, photo_id)
        faces = faces_in_photo(connection, photo_id, pack.fingerprint)
        names = {person.person_id: person.name for person in load_persons(connection)}
        originals = originals_of(connection, [photo_id]).get(photo_id, ())
        beside = neighbours_of(connection, photo_id)
        roots = root_states(connection)
    states = presences(originals, roots, seconds=_SECONDS)
    known = {original.file.path: states.of(original) for original in originals}
    files = tuple(HeldBy(path, known.get(path, Presence.GONE)) for path in photo.paths)
    return PhotoPage(photo, tuple(faces), names, files, beside)


def path_of_photo(index: Index, photo_id: int) -> Path:
    """A path under which the index knows the photo.

    Raises:
        NotFoundError: the index does not hold the photo (any more).
    """
    with index.reading() as connection:
        return _photo(connection, photo_id).paths[0]


def _photo(connection: Connection, photo_id: int) -> PhotoRow:
    photo = photo_with_id(connection, photo_id)
    if photo is None:
        raise NotFoundError("this photo is no longer in the index", hint="It may have been edited or removed.")
    return photo
