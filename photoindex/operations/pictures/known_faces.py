"""Find where each face is without opening the index for every picture."""

import os
import threading

from photoindex.store.opening.index import Index
from photoindex.store.views.face_places import FaceInPhoto, FacesInPhotos, faces_in_photos


class KnownFaces:
    """Where the faces of an index are. All faces are read when the first one is requested; faces that are stored later
    are read one by one.

    Ids of faces are never reused, so what was read stays true, unless another index takes the place of the file.
    Several threads may use it at once.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._faces: FacesInPhotos | None = None
        self._later: dict[int, FaceInPhoto] = {}
        self._file: tuple[int, int] | None = None

    def find(self, face_id: int) -> FaceInPhoto | None:
        """Where a face is; None if the index does not know it. Raises the same errors as `Index.reading`."""
        with self._lock:
            faces = self._all()
            found = self._later.get(face_id) or faces.find(face_id)
            if found is None:
                with self._index.reading() as connection:
                    found = faces_in_photos(connection, [face_id]).find(face_id)
                if found is not None:
                    self._later[face_id] = found
            return found

    def _all(self) -> FacesInPhotos:
        # A restored index is another file.
        status = os.stat(self._index.path) if self._index.path.exists() else None  # noqa: PTH116
        file = (status.st_dev, status.st_ino) if status else None
        if self._faces is None or file != self._file:
            with self._index.reading() as connection:
                self._faces = faces_in_photos(connection)
            self._later.clear()
            self._file = file
        return self._faces
