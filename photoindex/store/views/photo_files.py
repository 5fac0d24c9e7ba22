"""Find the files that held given photos when they were last scanned."""

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Any

from photoindex.domain.photo import PhotoFile
from photoindex.originals import Original
from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import path_of, text_of

_COLUMNS = "path, file.size, mtime_ns, ctime_ns, inode, content_hash"
# Hard links have equal file numbers. Files on copies of a disk can have equal file numbers too. At most this many files
# with the same number are compared.
_MOST_OF_ONE_NUMBER = 100


def originals_of(connection: Connection, photo_ids: Collection[int]) -> dict[int, tuple[Original, ...]]:
    """Map each photo id to the files that hold the photo, sorted by path. Missing files are left out."""
    rows = connection.execute(
        f"SELECT photo_id, {_COLUMNS} FROM file JOIN photo USING (photo_id) "
        "WHERE missing_since IS NULL AND photo_id IN (SELECT unnest(?::BIGINT[])) ORDER BY path",
        [list(photo_ids)],
    ).fetchall()
    found: dict[int, list[Original]] = defaultdict(list)
    for photo_id, *columns in rows:
        found[photo_id].append(_original(*columns))
    return {photo_id: tuple(originals) for photo_id, originals in found.items()}


def holds_photo(connection: Connection, photo_id: int) -> bool:
    """Whether the index holds a photo with this id, even if no file holds it now."""
    return connection.execute("SELECT 1 FROM photo WHERE photo_id = ?", [photo_id]).fetchone() is not None


def original_at(connection: Connection, path: Path) -> Original | None:
    """The file at a path as the index knows it; None if the index does not know it."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM file JOIN photo USING (photo_id) WHERE path = ?", [text_of(path)]
    ).fetchone()
    return _original(*row) if row else None


def is_known(connection: Connection, path: Path) -> bool:
    """Whether the index knows a file at this path, even if the file could not be read."""
    found = connection.execute(
        "SELECT 1 FROM file WHERE path = $path UNION ALL SELECT 1 FROM failure WHERE path = $path",
        {"path": text_of(path)},
    ).fetchone()
    return found is not None


def paths_numbered(connection: Connection, inode: int) -> list[Path]:
    """The paths of up to 100 files that have this file number."""
    rows = connection.execute(
        "SELECT path FROM file WHERE inode = $inode UNION SELECT path FROM failure WHERE inode = $inode LIMIT $most",
        {"inode": inode, "most": _MOST_OF_ONE_NUMBER},
    ).fetchall()
    return [path_of(row[0]) for row in rows]


def _original(path: str, *rest: Any) -> Original:
    *numbers, content_hash = rest
    return Original(PhotoFile(path_of(path), *numbers), content_hash)
