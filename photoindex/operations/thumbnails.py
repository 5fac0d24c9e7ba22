"""Show faces and photos by their ids: thumbnails from their file or from the originals, and photos at screen size."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from photoindex.decode import to_srgb
from photoindex.domain.thumbnail import SIDES, ThumbnailKey, ThumbnailSize, key_of
from photoindex.errors import StorageError
from photoindex.operations.pictures.away import AwayRoots
from photoindex.operations.pictures.known_faces import KnownFaces
from photoindex.operations.pictures.making import thumbnails_from
from photoindex.operations.pictures.memory import MemoryThumbnails
from photoindex.operations.pictures.originals import ReadableOriginals, decoded
from photoindex.operations.pictures.rebuilding import RebuildReport, rebuild_thumbnails
from photoindex.operations.pictures.records import NoPicture, Picture, PictureProblem
from photoindex.originals import Original
from photoindex.store.opening.index import Index
from photoindex.store.tables.roots import root_states
from photoindex.store.thumbnails.thumbnail_store import ThumbnailStore
from photoindex.store.views.face_places import FaceInPhoto, count_faces, places_in_photos
from photoindex.store.views.photo_files import holds_photo, originals_of
from photoindex.thumbnails import MEDIA_TYPE, reduced

__all__ = [
    "SIDES",
    "NoPicture",
    "Picture",
    "PictureProblem",
    "RebuildReport",
    "ThumbnailSize",
    "Thumbnails",
    "ThumbnailsStatus",
    "display_photo",
    "rebuild_thumbnails",
    "remove_thumbnails",
    "thumbnails_status",
]

_DISPLAY_QUALITY = 88
_LONGEST_SIDE = 4096


class Thumbnails:
    """The thumbnails of an index, for a program that shows many. Several threads may use one object at once.

    Most thumbnails come from the file that scans write. One that is missing there is made from the original, along with
    those of the other faces in the photo, and kept: in the file, or in memory if the file cannot be written.
    """

    def __init__(self, index: Index, *, read_only: bool = False) -> None:
        """If `read_only`, thumbnails are only read from the file; new ones are kept in memory."""
        self._index = index
        self._faces = KnownFaces(index)
        self._store = ThumbnailStore(index.files.thumbnails)
        self._memory = MemoryThumbnails()
        self._away = AwayRoots()
        self._writable = not read_only

    def of_face(self, face_id: int, size: ThumbnailSize) -> Picture | NoPicture:
        """The thumbnail of a face: a square around it, upright, in sRGB, of `SIDES[size]` pixels. If the face has fewer
        pixels in its photo, the thumbnail has fewer too.

        Raises:
            IndexFileError: the index does not exist or cannot be used.
            IndexLockedError: another process held the index for too long.
        """
        face = self._faces.find(face_id)
        if face is None:
            return NoPicture("unknown")
        key = key_of(face.content_hash, face.box)
        image = self._kept(key) or self._made(face, key)
        if isinstance(image, NoPicture):
            return image
        try:
            return Picture(reduced(image) if size == "small" else image, MEDIA_TYPE)
        except OSError:
            # Somebody else wrote the file of thumbnails.
            return NoPicture("damaged")

    def _kept(self, key: ThumbnailKey) -> bytes | None:
        return self._memory.get(key) or self._store.get([key]).get(key)

    def _made(self, face: FaceInPhoto, key: ThumbnailKey) -> bytes | NoPicture:
        with self._index.reading() as connection:
            places = places_in_photos(connection, [face.photo_id]).get(face.photo_id, [])
            copies = originals_of(connection, [face.photo_id])
            roots = root_states(connection)
        if not places:
            # It has been removed from the index since it was read.
            return NoPicture("unknown")
        original = ReadableOriginals(copies, roots, self._away).of(face.photo_id)
        # Several faces of one photo are asked for at once, so another thread may have made this one meanwhile.
        made = original if isinstance(original, NoPicture) else self._kept(key) or thumbnails_from(original, places)
        if isinstance(made, NoPicture | bytes):
            return made
        self._keep(made)
        return made.get(key, NoPicture("unknown"))

    def _keep(self, thumbnails: Mapping[ThumbnailKey, bytes]) -> None:
        if self._writable:
            try:
                self._store.put(thumbnails)
            except StorageError:
                # The disk is full or read-only, or has no locks. Trying again would take seconds for every face.
                self._writable = False
        if not self._writable:
            self._memory.put(thumbnails)


def display_photo(index: Index, photo_id: int, longest_side: int) -> Picture | NoPicture:
    """A whole photo as a JPEG: upright, in sRGB, with a long side of at most `longest_side` pixels. It is made from the
    original and not kept. Boxes of faces are fractions of this picture.

    Raises:
        IndexFileError: the index does not exist or cannot be used.
        IndexLockedError: another process held the index for too long.
    """
    with index.reading() as connection:
        copies = originals_of(connection, [photo_id])
        roots = root_states(connection)
        known = holds_photo(connection, photo_id)
    if not known:
        return NoPicture("unknown")
    original = ReadableOriginals(copies, roots, AwayRoots()).of(photo_id)
    if isinstance(original, NoPicture):
        return original
    return _rendered(original, max(1, min(longest_side, _LONGEST_SIDE)))


def _rendered(original: Original, side: int) -> Picture | NoPicture:
    found = decoded(original, side)
    if isinstance(found, NoPicture):
        return found
    picture = Image.fromarray(found.image)
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    to_srgb(picture, found.profile).save(out, "JPEG", quality=_DISPLAY_QUALITY)
    return Picture(out.getvalue(), "image/jpeg")


@dataclass(frozen=True, slots=True)
class ThumbnailsStatus:
    """The file of the thumbnails, its size in bytes, and the numbers of thumbnails in it and of faces in the index."""

    file: Path
    bytes: int
    thumbnails: int
    faces: int


def thumbnails_status(index: Index) -> ThumbnailsStatus:
    """What the file of the thumbnails holds.

    Raises:
        IndexFileError: the index does not exist or cannot be used.
    """
    with index.reading() as connection:
        faces = count_faces(connection)
    size = ThumbnailStore(index.files.thumbnails).size()
    return ThumbnailsStatus(index.files.thumbnails, size.bytes, size.thumbnails, faces)


def remove_thumbnails(index: Index) -> ThumbnailsStatus:
    """Remove the file of the thumbnails; returns what it held. Thumbnails that are needed later are made again.

    Raises:
        IndexFileError: the index does not exist or cannot be used.
        StorageError: the file cannot be removed.
    """
    held = thumbnails_status(index)
    ThumbnailStore(index.files.thumbnails).remove()
    return held
