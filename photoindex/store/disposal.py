"""Files that are gone and photos that no file holds any more: counted, and removed for good."""

from collections.abc import Sequence

from photoindex.store.index import Connection

_WITHOUT_FILE = """
SELECT photo_id FROM photo
WHERE photo_id NOT IN (SELECT photo_id FROM file WHERE path NOT IN (SELECT unnest($paths::VARCHAR[])))
  AND content_hash NOT IN (SELECT old_hash FROM replaced WHERE NOT settled)
"""
_THEIR_FACES = "SELECT face_id FROM face WHERE photo_id IN (SELECT unnest($photos::BIGINT[]))"


def missing_files(connection: Connection) -> list[str]:
    """The paths that were not there at the last scan of their folders, as texts, by name."""
    rows = connection.execute("SELECT path FROM file WHERE missing_since IS NOT NULL ORDER BY path").fetchall()
    return [str(row[0]) for row in rows]


def photos_without(connection: Connection, paths: Sequence[str]) -> list[int]:
    """The photos that no file holds, or only files among `paths`.

    Not those that were edited and whose names have yet to be carried over to what they became.
    """
    return [int(row[0]) for row in connection.execute(_WITHOUT_FILE, {"paths": list(paths)}).fetchall()]


def count_faces(connection: Connection, photos: Sequence[int]) -> int:
    """How many faces, of all packs, these photos have."""
    row = connection.execute(f"SELECT count(*) FROM ({_THEIR_FACES})", {"photos": list(photos)}).fetchone()
    return int(row[0]) if row else 0


def remove(connection: Connection, paths: Sequence[str], photos: Sequence[int]) -> None:
    """Remove these files, and these photos with all that was found in them. Decisions stay."""
    connection.execute("DELETE FROM file WHERE path IN (SELECT unnest(?::VARCHAR[]))", [list(paths)])
    for table in ("embedding", "membership", "assignment"):
        connection.execute(f"DELETE FROM {table} WHERE face_id IN ({_THEIR_FACES})", {"photos": list(photos)})
    for table in ("face", "analysis", "photo"):
        connection.execute(f"DELETE FROM {table} WHERE photo_id IN (SELECT unnest(?::BIGINT[]))", [list(photos)])


def remove_roots(connection: Connection, roots: Sequence[str]) -> None:
    """Forget that these trees were scanned."""
    connection.execute("DELETE FROM root WHERE path IN (SELECT unnest(?::VARCHAR[]))", [list(roots)])
