"""Read and write thumbnails in their file.

The file holds at most one thumbnail of each face that the index knows (see `keep_only`), and no thumbnail is larger
than 40 kB, which is more than pure noise takes. Those of real faces take 4 to 7 kB on average.
"""

import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from photoindex.domain.thumbnail import ThumbnailKey
from photoindex.errors import StorageError
from photoindex.store.thumbnails.opening import Reader, bytes_of, journal_of, remove_file, writing

MOST_BYTES = 40_000

# The number of keys in one statement; SQLite allows 32,766 values.
_AT_ONCE = 500
_LATEST = "latest rebuild"
_UNFINISHED = "unfinished rebuild"


@dataclass(frozen=True, slots=True)
class StoreSize:
    """The number of thumbnails in the file, and the size of the file in bytes."""

    thumbnails: int
    bytes: int


class ThumbnailStore:
    """The thumbnails in the file at `path`, which need not exist. Several processes and threads may use it at once.

    A file that cannot be read counts as empty, because its thumbnails can be made again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reader = Reader(path)

    def exists(self) -> bool:
        """Whether the file exists, in whatever state."""
        return bytes_of(self.path) > 0

    def get(self, keys: Collection[ThumbnailKey]) -> dict[ThumbnailKey, bytes]:
        """The large thumbnails with these keys, as WebP. Missing and damaged ones are left out."""
        found: dict[ThumbnailKey, bytes] = {}
        try:
            with self._reader.opened() as connection:
                for part in _parts(keys):
                    rows = connection.execute(
                        f"SELECT key, checksum, image FROM thumbnail WHERE key IN ({_marks(part)})", part
                    )
                    found |= {ThumbnailKey(key): image for key, checksum, image in rows
                              if checksum == _checksum(key, image)}  # fmt: skip
        except sqlite3.Error:
            return found
        return found

    def put(self, thumbnails: Mapping[ThumbnailKey, bytes]) -> None:
        """Store large thumbnails in one transaction. They replace earlier ones with the same key; any that is too large
        is left out.

        Raises:
            StorageError: the file cannot be written.
        """
        with writing(self.path) as connection:
            made_in = _setting(connection, _UNFINISHED) or _setting(connection, _LATEST)
            connection.executemany(
                "INSERT OR REPLACE INTO thumbnail (key, made_in, checksum, image) VALUES (?, ?, ?, ?)",
                [(key, made_in, _checksum(key, image), image) for key, image in thumbnails.items()
                 if len(image) <= MOST_BYTES],
            )  # fmt: skip

    def keys(self) -> set[ThumbnailKey]:
        """The keys of all thumbnails; empty if the file cannot be read."""
        return self._keys("SELECT key FROM thumbnail")

    def keep_only(self, wanted: Collection[ThumbnailKey]) -> int:
        """Remove all thumbnails but those with these keys, overwrite what they contained, and shrink the file; returns
        the number of removed thumbnails.

        Raises:
            StorageError: the file cannot be written.
        """
        if not self.exists():
            return 0
        try:
            with writing(self.path) as connection:
                unwanted = {key for (key,) in connection.execute("SELECT key FROM thumbnail")}.difference(wanted)
                connection.executemany("DELETE FROM thumbnail WHERE key = ?", [(key,) for key in unwanted])
        except StorageError:
            if self.exists():
                raise
            # The file was damaged and has been removed.
            return 0
        return len(unwanted)

    def begin_rebuild(self) -> set[ThumbnailKey]:
        """Begin to make all thumbnails again, or continue a rebuild that was interrupted; returns the keys of those
        that have been made since the rebuild began.

        Raises:
            StorageError: the file cannot be written.
        """
        with writing(self.path) as connection:
            number = _setting(connection, _UNFINISHED)
            if not number:
                number = _setting(connection, _LATEST) + 1
                _set(connection, _UNFINISHED, number)
        return self._keys("SELECT key FROM thumbnail WHERE made_in = ?", number)

    def end_rebuild(self) -> None:
        """The rebuild is complete.

        Raises:
            StorageError: the file cannot be written.
        """
        with writing(self.path) as connection:
            _set(connection, _LATEST, _setting(connection, _UNFINISHED))
            _set(connection, _UNFINISHED, 0)

    def size(self) -> StoreSize:
        """What the file holds; nothing if it cannot be read."""
        count = 0
        try:
            with self._reader.opened() as connection:
                count = connection.execute("SELECT count(*) FROM thumbnail").fetchone()[0]
        except sqlite3.Error:
            count = 0
        return StoreSize(count, bytes_of(self.path) + bytes_of(journal_of(self.path)))

    def remove(self) -> None:
        """Remove the file.

        Raises:
            StorageError: it cannot be removed.
        """
        remove_file(self.path)

    def _keys(self, statement: str, *values: object) -> set[ThumbnailKey]:
        try:
            with self._reader.opened() as connection:
                return {ThumbnailKey(key) for (key,) in connection.execute(statement, values)}
        except sqlite3.Error:
            return set()


def _parts(keys: Iterable[ThumbnailKey]) -> Iterator[list[ThumbnailKey]]:
    rest = iter(keys)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def _marks(part: Collection[ThumbnailKey]) -> str:
    return ", ".join("?" * len(part))


def _checksum(key: bytes, image: bytes) -> int:
    """A checksum that reveals damage, also if the damage moved a thumbnail to another key."""
    return zlib.crc32(image, zlib.crc32(key))


def _setting(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM setting WHERE key = ?", [name]).fetchone()
    return int(row[0]) if row else 0


def _set(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [name, value])
