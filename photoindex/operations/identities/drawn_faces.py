"""Find or create the face at a box that a human drew."""

from pathlib import Path

from photoindex.domain.people import BY_HAND, FaceRef
from photoindex.domain.typed_box import parse_box
from photoindex.operations.identities.targets import check_unchanged, known_photo
from photoindex.people.decisions.face_matching import SAME_FACE_IOU
from photoindex.store.database.connection import Connection
from photoindex.store.tables.faces import FaceRow, faces_in_photo


def drawn_face(connection: Connection, fingerprint: str, path: Path, box: str) -> FaceRow | FaceRef:
    """Return the face that was found (or drawn) at this box, or else a reference to a new one.

    Raises:
        NotFoundError: the index does not hold the photo.
        UsageError: the box is invalid, or the file holds another photo since it was scanned.
    """
    photo = known_photo(connection, path)
    check_unchanged(connection, path)
    drawn_box = parse_box(box, photo.width, photo.height)
    faces = faces_in_photo(connection, photo.photo_id, fingerprint)
    best = max(faces, key=lambda face: face.box.iou(drawn_box), default=None)
    if best is not None and best.box.iou(drawn_box) >= SAME_FACE_IOU:
        return best
    return FaceRef(photo.content_hash, drawn_box, BY_HAND)
