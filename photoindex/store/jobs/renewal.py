"""Replace the faces that a pack found with an earlier recipe by those that it found with the present one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from photoindex.domain.geometry import Box
from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection

# Photos are compared in blocks of this many ids, so that little of a large index is in memory at once.
_PHOTOS_AT_ONCE = 20_000

BoxesOfPhoto = tuple[dict[int, Box], dict[int, Box]]
"""The boxes of one photo's faces, by face id: those of the earlier recipe, and those of the present one."""


def boxes_before_and_now(connection: Connection, earlier: str, present: str) -> Iterator[BoxesOfPhoto]:
    """The faces of every photo in which both recipes, given by their fingerprints, found at least one."""
    row = connection.execute("SELECT coalesce(max(photo_id), 0) FROM photo").fetchone()
    assert row is not None
    for first in range(0, row[0] + 1, _PHOTOS_AT_ONCE):
        rows = connection.execute(
            "SELECT photo_id, fingerprint = $present, face_id, x, y, width, height FROM face "
            "WHERE NOT by_hand AND fingerprint IN ($earlier, $present) AND photo_id >= $first AND photo_id < $end "
            "ORDER BY face_id",
            {"earlier": earlier, "present": present, "first": first, "end": first + _PHOTOS_AT_ONCE},
        ).fetchall()
        photos: dict[int, BoxesOfPhoto] = defaultdict(lambda: ({}, {}))
        for photo_id, now, face_id, *sides in rows:
            photos[photo_id][now][face_id] = Box(*sides)
        yield from (boxes for boxes in photos.values() if all(boxes))


def renumber_faces(connection: Connection, earlier_ids: Mapping[int, int]) -> None:
    """Give faces the ids of the earlier faces that they replace; the earlier faces are removed.

    `earlier_ids` maps the id of each such face to the id of the face that it replaces.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE renumbered (new_id BIGINT, old_id BIGINT)")
    append_rows(connection, "renumbered", earlier_ids.items())
    for table in ("face", "embedding"):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE moved AS SELECT {table}.* REPLACE (old_id AS face_id) "
            f"FROM {table} JOIN renumbered ON face_id = new_id"
        )
        connection.execute(
            f"DELETE FROM {table} WHERE face_id IN (SELECT new_id FROM renumbered UNION ALL "
            "SELECT old_id FROM renumbered)"
        )
        connection.execute(f"INSERT INTO {table} SELECT * FROM moved")
        connection.execute("DROP TABLE moved")
    connection.execute("DROP TABLE renumbered")


_THEIRS = "photo_id IN (SELECT photo_id FROM analysis WHERE fingerprint = $present)"


def keep_confirmed_and_drawn(connection: Connection, earlier: str, present: str) -> None:
    """Keep the faces that only a human vouches for now: those that a human confirmed but the present recipe did not
    find, with their earlier embeddings, and those that a human drew.
    """
    connection.execute(
        f"UPDATE face SET fingerprint = $present WHERE fingerprint = $earlier AND (by_hand OR {_THEIRS} "
        "AND face_id IN (SELECT face_id FROM assignment WHERE status = 'confirmed'))",
        {"earlier": earlier, "present": present},
    )


def adopt_photos(connection: Connection, earlier: str, present: str) -> None:
    """Keep the earlier faces of every photo that the pack has not analysed with the present recipe. The photo still
    counts as one that the next scan has to read.
    """
    values = {"earlier": earlier, "present": present}
    connection.execute(
        f"UPDATE face SET fingerprint = $present WHERE fingerprint = $earlier AND NOT by_hand AND NOT {_THEIRS}", values
    )
    connection.execute(
        "INSERT INTO analysis SELECT * REPLACE ($present AS fingerprint, "
        "coalesce(embedded_by, fingerprint) AS embedded_by) "
        f"FROM analysis WHERE fingerprint = $earlier AND NOT {_THEIRS}",
        values,
    )


def forget_recipe(connection: Connection, fingerprint: str) -> None:
    """Remove everything that the recipe with this fingerprint found, and what belonged to its faces."""
    faces = "SELECT face_id FROM face WHERE fingerprint = ?"
    for table in ("embedding", "membership", "assignment", "portrait"):
        connection.execute(f"DELETE FROM {table} WHERE face_id IN ({faces})", [fingerprint])
    for table in ("face", "analysis", "grouping"):
        connection.execute(f"DELETE FROM {table} WHERE fingerprint = ?", [fingerprint])


def count_adopted(connection: Connection, fingerprint: str) -> int:
    """The number of photos whose faces come from an earlier recipe of the pack with this fingerprint. Contents that no
    file holds any more are left out.
    """
    row = connection.execute(
        "SELECT count(*) FROM analysis WHERE fingerprint = ? AND embedded_by IS NOT NULL "
        "AND photo_id IN (SELECT photo_id FROM file)",
        [fingerprint],
    ).fetchone()
    assert row is not None
    return int(row[0])
