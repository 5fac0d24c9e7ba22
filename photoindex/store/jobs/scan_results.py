"""Store the results of a scan in one transaction: a photo is stored with all its faces or not at all."""

from collections.abc import Mapping, Sequence

from photoindex import __version__
from photoindex.domain.face import Face
from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.store.database.bulk import append_rows, next_ids
from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.tables.current_pack import PackStamp
from photoindex.store.tables.photos import add_photos, ids_of_hashes, put_failures, put_files, put_photos

EarlierFaces = Mapping[str, Sequence[int | None]]
"""Map each content hash to a list with one entry per face found in the photo: the id that the face had before, or None
for a new face.
"""


def save_outcomes(
    connection: Connection, outcomes: Sequence[Outcome], stamp: PackStamp, earlier: EarlierFaces | None = None
) -> set[str]:
    """Store the outcomes of these files.

    If a photo was analysed twice because two copies of it were processed at the same time, it is stored only once.

    Args:
        earlier: photos that this pack analysed before. Their old faces are replaced, but faces that were found again
            keep their ids, and faces that a human confirmed stay even if they were not.

    Returns:
        The content hashes of the photos whose faces were stored by this call. The faces of the other photos had been
        stored before.
    """
    analysed = {item.content_hash: item for item in outcomes if isinstance(item, Analysed)}
    held = [item for item in outcomes if isinstance(item, Analysed | AlreadyKnown)]
    ids = ids_of_hashes(connection, {item.content_hash for item in held})
    entries = {content_hash: (content_hash, item.file.size, item.facts, item.damage)
               for content_hash, item in analysed.items()}  # fmt: skip
    if earlier:
        put_photos(connection, {ids[content_hash]: entries[content_hash] for content_hash in earlier})
        found_again = [face_id for faces in earlier.values() for face_id in faces if face_id is not None]
        _forget_analyses(connection, [ids[content_hash] for content_hash in earlier], stamp, found_again)
    ids |= add_photos(connection, [entry for content_hash, entry in entries.items() if content_hash not in ids])
    stored = _add_analyses(
        connection, {ids[content_hash]: item for content_hash, item in analysed.items()}, stamp, earlier or {}
    )
    if earlier:
        for table in ("membership", "assignment", "portrait"):
            connection.execute(f"DELETE FROM {table} WHERE face_id NOT IN (SELECT face_id FROM face)")
    put_files(connection, [(item.file, ids[item.content_hash]) for item in held])
    put_failures(connection, [item for item in outcomes if isinstance(item, Failed)])
    return stored


def save_new_photos(connection: Connection, outcomes: Sequence[Outcome], stamp: PackStamp) -> None:
    """Store the faces of stored photos under one more stamp, unless they have faces under it already."""
    analysed = {item.content_hash: item for item in outcomes if isinstance(item, Analysed)}
    ids = ids_of_hashes(connection, analysed)
    _add_analyses(connection, {ids[content_hash]: item for content_hash, item in analysed.items()}, stamp, {})


def _forget_analyses(
    connection: Connection, photo_ids: Sequence[int], stamp: PackStamp, found_again: Sequence[int]
) -> None:
    """Remove what a pack found in these photos. Faces that only a human vouches for stay: those that the user drew, and
    those that the user confirmed unless they were `found_again`.
    """
    values = [stamp.fingerprint, list(photo_ids)]
    theirs = "fingerprint = ? AND photo_id IN (SELECT unnest(?::BIGINT[]))"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE forgotten AS SELECT face_id FROM face WHERE NOT by_hand AND {theirs} "
        "AND (face_id IN (SELECT unnest(?::BIGINT[])) "
        "OR face_id NOT IN (SELECT face_id FROM assignment WHERE status = 'confirmed'))",
        [*values, list(found_again)],
    )
    for table in ("embedding", "face"):
        connection.execute(f"DELETE FROM {table} WHERE face_id IN (SELECT face_id FROM forgotten)")
    connection.execute("DROP TABLE forgotten")
    connection.execute(f"DELETE FROM analysis WHERE {theirs}", values)


def _add_analyses(
    connection: Connection, found: dict[int, Analysed], stamp: PackStamp, earlier: EarlierFaces
) -> set[str]:
    """Store the faces of each photo that this pack has not analysed yet; returns the content hashes of these photos."""
    there = connection.execute(
        "SELECT photo_id FROM analysis WHERE fingerprint = ? AND photo_id IN (SELECT unnest(?::BIGINT[]))",
        [stamp.fingerprint, list(found)],
    ).fetchall()
    for (photo_id,) in there:
        del found[photo_id]
    now = utc_now()
    append_rows(
        connection,
        "analysis",
        ((photo_id, stamp.fingerprint, stamp.name, __version__, now, None) for photo_id in found),
    )
    faces = [
        (photo_id, face, face_id)
        for photo_id, item in found.items()
        for face, face_id in zip(item.faces, earlier.get(item.content_hash, [None] * len(item.faces)), strict=True)
    ]
    _add_faces(connection, faces, stamp)
    return {item.content_hash for item in found.values()}


def _add_faces(connection: Connection, faces: Sequence[tuple[int, Face, int | None]], stamp: PackStamp) -> None:
    fresh = iter(next_ids(connection, "face_ids", sum(face_id is None for _, _, face_id in faces)))
    rows = [(next(fresh) if face_id is None else face_id, photo_id, face) for photo_id, face, face_id in faces]
    append_rows(connection, "face", (_face_row(face_id, photo_id, face, stamp) for face_id, photo_id, face in rows))
    append_rows(connection, "embedding", ((face_id, face.embedding) for face_id, _, face in rows))


def _face_row(face_id: int, photo_id: int, face: Face, stamp: PackStamp) -> tuple[object, ...]:
    box, quality = face.box, face.quality
    landmarks = [float(value) for point in face.landmarks.points() for value in point]
    return (
        face_id, photo_id, stamp.fingerprint, box.x, box.y, box.width, box.height,
        landmarks, face.score, quality.size, quality.sharpness, quality.yaw, quality.norm, False,
    )  # fmt: skip
