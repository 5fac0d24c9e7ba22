"""Pictures: cut a face out of its photo, or show a whole photo at the size of a screen, by ids."""

import io
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from photoindex.decode import load_upright
from photoindex.errors import NotFoundError, PhotoError
from photoindex.export.crops import square_crops
from photoindex.export.sheet_records import SheetFace
from photoindex.operations.common.presence import presences
from photoindex.originals import Original, Presence, check_original
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import faces_with_ids
from photoindex.store.tables.roots import root_states
from photoindex.store.views.photo_files import originals_of

Reason = Literal["offline", "missing", "changed", "unreadable"]

_QUALITY = 85
_REASONS: dict[str, Reason] = {"changed": "changed"}


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class NoPicture:
    """Why there is no picture: the disk is offline, or the file is missing, holds another photo now, or cannot be
    read.
    """

    reason: Reason


def picture_of_face(index: Index, face_id: int, side: int) -> Picture | NoPicture:
    """A square picture of a face, `side` pixels wide, as WebP.

    Raises:
        NotFoundError: the index does not hold the face.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        rows = faces_with_ids(connection, [face_id], pack.fingerprint)
    if not rows:
        raise NotFoundError(f"there is no face {face_id}")
    found = _original(index, rows[0].photo_id)
    if not isinstance(found, Original):
        return NoPicture(found)
    ((_, crop),) = square_crops([SheetFace(face_id, found.file.path, rows[0].box, "", original=found)], side)
    return NoPicture("unreadable") if crop is None else _encoded(crop, "WEBP")


def picture_of_photo(index: Index, photo_id: int, longest_side: int) -> Picture | NoPicture:
    """The upright photo in sRGB as a JPEG with a long side of at most `longest_side` pixels.

    Raises:
        NotFoundError: the index does not hold the photo, or holds no file of it.
    """
    found = _original(index, photo_id)
    if not isinstance(found, Original):
        return NoPicture(found)
    try:
        check_original(found)
        with load_upright(found.file.path, max_side=longest_side) as photo:
            photo.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
            return _encoded(photo, "JPEG")
    except PhotoError as error:
        return NoPicture(_REASONS.get(error.stage, "unreadable"))


def _original(index: Index, photo_id: int) -> Original | Reason:
    """The best file of a photo, or why no file can be opened."""
    with index.reading() as connection:
        copies = originals_of(connection, [photo_id]).get(photo_id, ())
        roots = root_states(connection)
    if not copies:
        raise NotFoundError(f"there is no file of photo {photo_id}")
    states = presences(copies, roots)
    for wanted in (Presence.HERE, Presence.IN_DOUBT):
        for copy in copies:
            if states.of(copy) is wanted:
                return copy
    if any(states.of(copy) is None for copy in copies):
        return "offline"
    return "changed" if any(states.of(copy) is Presence.CHANGED for copy in copies) else "missing"


def _encoded(picture: Image.Image, kind: str) -> Picture:
    out = io.BytesIO()
    picture.save(out, kind, quality=_QUALITY)
    return Picture(out.getvalue(), Image.MIME[kind])
