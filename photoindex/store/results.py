"""What a scan found, written in one transaction: a photo is there with all its faces or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from photoindex import __version__
from photoindex.domain.face import Face
from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.store.bulk import append_rows, next_ids
from photoindex.store.clock import utc_now
from photoindex.store.index import Connection
from photoindex.store.photos import add_photos, ids_of_hashes, put_failures, put_files


@dataclass(frozen=True, slots=True)
class PackStamp:
    """Which pack made a result."""

    name: str
    fingerprint: str


def save_outcomes(connection: Connection, outcomes: Sequence[Outcome], stamp: PackStamp) -> None:
    """Store what came of these files.

    A photo that is analysed twice, because two copies of it were in hand at once, is stored once.
    """
    analysed = {item.content_hash: item for item in outcomes if isinstance(item, Analysed)}
    held = [item for item in outcomes if isinstance(item, Analysed | AlreadyKnown)]
    ids = ids_of_hashes(connection, {item.content_hash for item in held})
    new = [(item.content_hash, item.file.size, item.facts, item.damage)
           for content_hash, item in analysed.items() if content_hash not in ids]  # fmt: skip
    ids |= add_photos(connection, new)
    _add_analyses(connection, {ids[content_hash]: item.faces for content_hash, item in analysed.items()}, stamp)
    put_files(connection, [(item.file, ids[item.content_hash]) for item in held])
    failed = [(item.file, item.stage, item.error) for item in outcomes if isinstance(item, Failed)]
    put_failures(connection, failed)


def _add_analyses(connection: Connection, faces: dict[int, tuple[Face, ...]], stamp: PackStamp) -> None:
    """Store the faces of each photo id, unless this pack's are there already."""
    there = connection.execute(
        "SELECT photo_id FROM analysis WHERE fingerprint = ? AND photo_id IN (SELECT unnest(?::BIGINT[]))",
        [stamp.fingerprint, list(faces)],
    ).fetchall()
    for (photo_id,) in there:
        del faces[photo_id]
    now = utc_now()
    append_rows(
        connection,
        "analysis",
        ((photo_id, stamp.fingerprint, stamp.name, __version__, now) for photo_id in faces),
    )
    _add_faces(connection, [(photo_id, face) for photo_id, found in faces.items() for face in found], stamp)


def _add_faces(connection: Connection, faces: Sequence[tuple[int, Face]], stamp: PackStamp) -> None:
    ids = next_ids(connection, "face_ids", len(faces))
    append_rows(
        connection,
        "face",
        (_face_row(face_id, photo_id, face, stamp) for face_id, (photo_id, face) in zip(ids, faces, strict=True)),
    )
    append_rows(
        connection, "embedding", ((face_id, face.embedding) for face_id, (_, face) in zip(ids, faces, strict=True))
    )


def _face_row(face_id: int, photo_id: int, face: Face, stamp: PackStamp) -> tuple[object, ...]:
    box, quality = face.box, face.quality
    landmarks = [float(value) for point in face.landmarks.points() for value in point]
    return (
        face_id, photo_id, stamp.fingerprint, box.x, box.y, box.width, box.height,
        landmarks, face.score, quality.size, quality.sharpness, quality.yaw, quality.norm, False,
    )  # fmt: skip
