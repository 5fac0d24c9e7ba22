"""Face pictures: cut faces out of their photos, to show them on a screen."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.export.crops import square_crops
from photoindex.operations.sheets.pictures import SheetFiles
from photoindex.operations.sheets.texts import FaceTexts
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import faces_with_ids

FacePicture = NDArray[np.uint8]
"""RGB pixels, (side, side, 3)."""


def face_pictures(index: Index, face_ids: Sequence[int], side: int) -> dict[int, FacePicture]:
    """Map face ids to pictures of `side` x `side` pixels; faces whose photos cannot be read are left out."""
    with index.reading() as connection:
        pack = require_current_pack(connection)
        rows = faces_with_ids(connection, list(face_ids), pack.fingerprint)
    files = SheetFiles(index, rows)
    faces = [files.face(row, FaceTexts("")) for row in rows]
    crops = square_crops(faces, side)
    return {faces[at].face_id: np.asarray(crop, dtype=np.uint8) for at, crop in crops if crop is not None}
