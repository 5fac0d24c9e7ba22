"""Read what the index knows about photo files and their faces, to find photos and faces that other programs mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from photoindex.domain.geometry import Box
from photoindex.domain.people import BY_HAND, FaceRef
from photoindex.domain.photo import TakenPrecision
from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import path_of

_ROWS_AT_ONCE = 10_000


class FileFacts(NamedTuple):
    """A file, present or missing, and its photo: the SHA-256 of the content, the size of the file in bytes, the size of
    the upright photo in pixels, the Exif orientation that was applied, and the moment of the shot in local time.
    """

    path: str
    content_hash: str
    size: int
    width: int
    height: int
    orientation: int
    taken_at: datetime | None
    taken_precision: TakenPrecision
    missing: bool


def all_files(connection: Connection) -> Iterator[FileFacts]:
    """Every file that the index knows, by path."""
    cursor = connection.execute(
        "SELECT path, content_hash, file.size, width, height, orientation, taken_at, taken_precision, "
        "missing_since IS NOT NULL FROM file JOIN photo USING (photo_id) ORDER BY path"
    )
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        for path, *facts in rows:
            yield FileFacts(str(path_of(path)), *facts)


@dataclass(frozen=True, slots=True)
class FaceHere:
    """A face that the pack found or a human drew."""

    face_id: int
    ref: FaceRef

    @property
    def box(self) -> Box:
        return self.ref.box


def faces_of_photos(connection: Connection, hashes: Sequence[str], fingerprint: str) -> dict[str, list[FaceHere]]:
    """Map the content hash of each of these photos that the index holds to the faces that the pack found or a human
    drew in it, including those that a human said are no faces.
    """
    held = connection.execute(
        "SELECT content_hash FROM photo WHERE content_hash IN (SELECT unnest(?::VARCHAR[]))", [list(hashes)]
    ).fetchall()
    found: dict[str, list[FaceHere]] = {content_hash: [] for (content_hash,) in held}
    rows = connection.execute(
        "SELECT content_hash, face_id, x, y, face.width, face.height, by_hand FROM face JOIN photo USING (photo_id) "
        "WHERE fingerprint = ? AND content_hash IN (SELECT unnest(?::VARCHAR[])) ORDER BY face_id",
        [fingerprint, list(hashes)],
    ).fetchall()
    for content_hash, face_id, x, y, width, height, by_hand in rows:
        ref = FaceRef(content_hash, Box(x, y, width, height), BY_HAND if by_hand else fingerprint)
        found[content_hash].append(FaceHere(face_id, ref.rounded()))
    return found


class PhotoHere(NamedTuple):
    """A photo: its id, the SHA-256 of its content, and the size of the upright photo in pixels."""

    photo_id: int
    content_hash: str
    width: int
    height: int


def photos_with(connection: Connection, hashes: Sequence[str]) -> dict[str, PhotoHere]:
    """Map the content hash of each of these photos that the index holds to the photo."""
    rows = connection.execute(
        "SELECT photo_id, content_hash, width, height FROM photo WHERE content_hash IN (SELECT unnest(?::VARCHAR[]))",
        [list(hashes)],
    ).fetchall()
    return {row[1]: PhotoHere(*row) for row in rows}


def paths_of_photos(connection: Connection, hashes: Sequence[str]) -> dict[str, str]:
    """One path of each of these photos, that of a present file if there is one."""
    rows = connection.execute(
        "SELECT content_hash, arg_min(path, (missing_since IS NOT NULL, path)) FROM file JOIN photo USING (photo_id) "
        "WHERE content_hash IN (SELECT unnest(?::VARCHAR[])) GROUP BY content_hash",
        [list(hashes)],
    ).fetchall()
    return {content_hash: str(path_of(path)) for content_hash, path in rows}
