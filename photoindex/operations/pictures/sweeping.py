"""Remove the thumbnails of faces that the index no longer knows."""

from photoindex.domain.thumbnail import ThumbnailKey, key_of
from photoindex.errors import StorageError
from photoindex.store.opening.index import Index
from photoindex.store.thumbnails.thumbnail_store import ThumbnailStore
from photoindex.store.views.face_places import FacesInPhotos, count_faces, faces_in_photos

# The file may hold this many thumbnails per face, and some more, before a scan looks for unknown ones, which takes a
# second for 200,000 faces.
_MOST_PER_FACE = 1.1
_SOME_MORE = 1000


def sweep(index: Index) -> int:
    """Remove the thumbnails of all faces that the index does not know; returns their number.

    Raises:
        StorageError: the file can be neither written nor removed.
    """
    store = ThumbnailStore(index.files.thumbnails)
    if not store.exists():
        return 0
    with index.reading() as connection:
        known = keys_of(faces_in_photos(connection))
    try:
        return store.keep_only(known.keys())
    except StorageError:
        # Without the file, these thumbnails are gone as well; those of known faces are made again.
        size = store.size().thumbnails
        store.remove()
        return size


def sweep_if_large(index: Index) -> None:
    """Sweep if there are many more thumbnails than faces. Boxes change when photos are scanned again by another version
    of photoindex.

    Raises:
        StorageError: the file can be neither written nor removed.
    """
    store = ThumbnailStore(index.files.thumbnails)
    thumbnails = store.size().thumbnails
    if thumbnails > _SOME_MORE:
        with index.reading() as connection:
            faces = count_faces(connection)
        if thumbnails > faces * _MOST_PER_FACE + _SOME_MORE:
            sweep(index)


def keys_of(faces: FacesInPhotos) -> dict[ThumbnailKey, int]:
    """Map the key of each face's thumbnail to the id of the photo that the face is in."""
    found = (faces.at(row) for row in range(len(faces.face_id)))
    return {key_of(face.content_hash, face.box): face.photo_id for face in found}
