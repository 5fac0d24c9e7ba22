"""Give a photo that differs from a known one in its metadata only everything that is known about the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.domain.geometry import Box
from photoindex.domain.photo import FACTS_WITHOUT_TEXTS, PhotoFile
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.removal import photos_without, remove
from photoindex.store.tables.photos import ids_of_hashes, put_files
from photoindex.store.tables.replaced_content import Replacement, settle


@dataclass(frozen=True, slots=True)
class SamePicture:
    """Two contents with the same picture; `size` is the size of the new one in bytes."""

    old_hash: str
    new_hash: str
    size: int


def add_same_picture(connection: Connection, pair: SamePicture) -> None:
    """Store the new content as a photo, with the facts, the faces and the clusters of the old one. Faces that a user
    drew are left out, because they follow from the decisions. The next scan reads its texts, which may differ. A
    content that is known already stays as it is.
    """
    ids = ids_of_hashes(connection, (pair.old_hash, pair.new_hash))
    if pair.old_hash not in ids or pair.new_hash in ids:
        return
    values = {
        "old": ids[pair.old_hash], "hash": pair.new_hash, "size": pair.size, "version": FACTS_WITHOUT_TEXTS,
    }  # fmt: skip
    connection.execute(
        "INSERT INTO photo SELECT * REPLACE (nextval('photo_ids') AS photo_id, $hash AS content_hash, $size AS size, "
        "least(facts_version, $version) AS facts_version) FROM photo WHERE photo_id = $old",
        values,
    )
    new = ids_of_hashes(connection, (pair.new_hash,))[pair.new_hash]
    for table in ("analysis", "photo_text", "photo_place"):
        connection.execute(
            f"INSERT INTO {table} SELECT * REPLACE ($new AS photo_id) FROM {table} WHERE photo_id = $old",
            {"old": values["old"], "new": new},
        )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE same_face AS "
        "SELECT face_id AS old_id, nextval('face_ids') AS new_id FROM face WHERE photo_id = ? AND NOT by_hand",
        [values["old"]],
    )
    connection.execute(
        "INSERT INTO face SELECT face.* REPLACE (new_id AS face_id, ? AS photo_id) "
        "FROM face JOIN same_face ON face_id = old_id",
        [new],
    )
    for table in ("embedding", "membership"):
        connection.execute(
            f"INSERT INTO {table} SELECT {table}.* REPLACE (new_id AS face_id) "
            f"FROM {table} JOIN same_face ON face_id = old_id"
        )
    connection.execute("DROP TABLE same_face")


def boxes_of(connection: Connection, content_hash: str, fingerprint: str) -> dict[int, Box]:
    """The boxes of the faces that a pack found in a photo, by face id."""
    rows = connection.execute(
        "SELECT face_id, x, y, face.width, face.height FROM face JOIN photo USING (photo_id) "
        "WHERE content_hash = ? AND fingerprint = ? AND NOT by_hand",
        [content_hash, fingerprint],
    ).fetchall()
    return {face_id: Box(*sides) for face_id, *sides in rows}


def put_same_picture(
    connection: Connection, files: Sequence[tuple[PhotoFile, str]], pairs: Sequence[SamePicture]
) -> None:
    """Record that these files hold the new contents now, and remove old contents that no file holds any more. Decisions
    about them stay.
    """
    ids = ids_of_hashes(connection, {content_hash for _, content_hash in files})
    put_files(connection, [(file, ids[content_hash]) for file, content_hash in files if content_hash in ids])
    settle(connection, [Replacement(pair.old_hash, pair.new_hash) for pair in pairs])
    old = set(ids_of_hashes(connection, {pair.old_hash for pair in pairs}).values())
    remove(connection, [], sorted(old.intersection(photos_without(connection, []))))
