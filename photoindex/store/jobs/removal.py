"""Count or permanently remove files that are missing or unwanted, and photos that no file holds any longer."""

from collections.abc import Sequence
from typing import Literal

from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import below_sql, prefix_of

_WITHOUT_FILE = """
SELECT photo_id FROM photo
WHERE photo_id NOT IN (SELECT photo_id FROM file WHERE path NOT IN (SELECT unnest($paths::VARCHAR[])))
  AND content_hash NOT IN (
    SELECT old_hash FROM replaced
    WHERE NOT settled AND old_hash IN (SELECT content_hash FROM decision_face)
      AND (new_hash IN (SELECT content_hash FROM photo) OR path IN (SELECT path FROM failure)))
"""
_BELOW = below_sql("path", "$folder", "$prefix")
_THEIR_FACES = "SELECT face_id FROM face WHERE photo_id IN (SELECT unnest($photos::BIGINT[]))"


def missing_files(connection: Connection) -> list[str]:
    """The paths of missing files as texts, sorted by name."""
    rows = connection.execute("SELECT path FROM file WHERE missing_since IS NOT NULL ORDER BY path").fetchall()
    return [str(row[0]) for row in rows]


def paths_below(connection: Connection, table: Literal["file", "failure", "root"], folder: str) -> list[str]:
    """The paths in a table at or below `folder`, as texts."""
    values = {"folder": folder, "prefix": prefix_of(folder)}
    return [str(row[0]) for row in connection.execute(f"SELECT path FROM {table} WHERE {_BELOW}", values).fetchall()]


def photos_without(connection: Connection, paths: Sequence[str]) -> list[int]:
    """The photos that are held by no file, or only by files in `paths`.

    A photo that was edited is left out as long as its names have yet to be carried over to the new content, even while
    the new content cannot be read.
    """
    return [int(row[0]) for row in connection.execute(_WITHOUT_FILE, {"paths": list(paths)}).fetchall()]


def count_faces(connection: Connection, photos: Sequence[int]) -> int:
    """The number of faces, of all packs, in these photos."""
    row = connection.execute(f"SELECT count(*) FROM ({_THEIR_FACES})", {"photos": list(photos)}).fetchone()
    return int(row[0]) if row else 0


def remove(connection: Connection, paths: Sequence[str], photos: Sequence[int]) -> None:
    """Remove these files and these photos, with everything that was found in the photos. Decisions are kept."""
    connection.execute("DELETE FROM file WHERE path IN (SELECT unnest(?::VARCHAR[]))", [list(paths)])
    for table in ("embedding", "membership", "assignment", "portrait"):
        connection.execute(f"DELETE FROM {table} WHERE face_id IN ({_THEIR_FACES})", {"photos": list(photos)})
    for table in ("face", "analysis", "photo_text", "photo_place", "photo"):
        connection.execute(f"DELETE FROM {table} WHERE photo_id IN (SELECT unnest(?::BIGINT[]))", [list(photos)])


def remove_paths(connection: Connection, table: Literal["failure", "root"], paths: Sequence[str]) -> None:
    """Remove the failure rows of these files, or remove these roots."""
    connection.execute(f"DELETE FROM {table} WHERE path IN (SELECT unnest(?::VARCHAR[]))", [list(paths)])
