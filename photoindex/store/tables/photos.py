"""Photos, the files that hold them, and the files that could not be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from photoindex.domain.outcome import Failed
from photoindex.domain.photo import FACTS_VERSION, PhotoFacts, PhotoFile
from photoindex.store.database.bulk import append_rows, next_ids
from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.database.path_text import path_of, text_of
from photoindex.store.tables.photo_texts import put_texts
from photoindex.store.tables.replaced_content import note_replaced, note_unreadable


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A file that could not be read, as `failures` shows it.

    `reason`, `needs`, `needed` and `allowed` have the same meaning as in `PhotoError`.
    """

    path: Path
    stage: str
    reason: str
    needs: str
    error: str
    attempts: int
    failed_at: datetime
    needed: int | None = None
    allowed: int | None = None


def put_numbers(connection: Connection, files: Sequence[PhotoFile]) -> None:
    """Record the change times and file numbers of files that need not be read."""
    if not files:
        return
    connection.execute("CREATE OR REPLACE TEMP TABLE described (path VARCHAR, ctime_ns BIGINT, inode BIGINT)")
    append_rows(connection, "described", ((text_of(file.path), file.ctime_ns, file.inode) for file in files))
    for table in ("file", "failure"):
        connection.execute(
            f"UPDATE {table} SET ctime_ns = described.ctime_ns, inode = described.inode FROM described "
            f"WHERE {table}.path = described.path"
        )
    connection.execute("DROP TABLE described")


def ids_of_hashes(connection: Connection, hashes: Iterable[str]) -> dict[str, int]:
    """Map each content hash to its photo id. Hashes of unknown photos are left out."""
    rows = connection.execute(
        "SELECT content_hash, photo_id FROM photo WHERE content_hash IN (SELECT unnest(?::VARCHAR[]))", [list(hashes)]
    ).fetchall()
    return {str(content_hash): int(photo_id) for content_hash, photo_id in rows}


# A photo to be stored: its content hash, the size of its file in bytes, its facts, and what is wrong with it, if
# anything.
PhotoEntry = tuple[str, int, PhotoFacts, str | None]


def add_photos(connection: Connection, photos: Sequence[PhotoEntry]) -> dict[str, int]:
    """Store new photos; map each content hash to the new photo id."""
    ids = next_ids(connection, "photo_ids", len(photos))
    _append_photos(connection, dict(zip(ids, photos, strict=True)))
    return {photo[0]: photo_id for photo_id, photo in zip(ids, photos, strict=True)}


def put_photos(connection: Connection, photos: Mapping[int, PhotoEntry]) -> None:
    """Replace the facts of photos, given by their ids."""
    for table in ("photo", "photo_place"):
        connection.execute(f"DELETE FROM {table} WHERE photo_id IN (SELECT unnest(?::BIGINT[]))", [list(photos)])
    _append_photos(connection, photos)


def _append_photos(connection: Connection, photos: Mapping[int, PhotoEntry]) -> None:
    append_rows(
        connection,
        "photo",
        (
            (photo_id, content_hash, size, facts.format, facts.width, facts.height, facts.orientation, facts.taken_at,
             facts.taken_from, facts.camera_make, facts.camera_model, facts.latitude, facts.longitude, damage,
             facts.taken_precision, facts.taken_trusted, facts.tolerated, FACTS_VERSION)
            for photo_id, (content_hash, size, facts, damage) in photos.items()
        ),
    )  # fmt: skip
    put_texts(connection, {photo_id: facts.texts for photo_id, (_, _, facts, _) in photos.items()})


def put_files(connection: Connection, files: Sequence[tuple[PhotoFile, int]]) -> None:
    """Record that these files hold these photos now. This replaces everything that was known about the paths."""
    note_replaced(connection, [(file.path, photo_id) for file, photo_id in files])
    _forget(connection, "file", [file.path for file, _ in files])
    append_rows(
        connection,
        "file",
        (
            (text_of(file.path), file.size, file.mtime_ns, photo_id, None, file.ctime_ns, file.inode)
            for file, photo_id in files
        ),
    )
    _forget(connection, "failure", [file.path for file, _ in files])


def put_failures(connection: Connection, failures: Sequence[Failed]) -> None:
    """Record files that could not be read, and count the attempts for each.

    A changed file that was opened but could not be processed no longer holds its previous photo. An unchanged file, or
    one that could not be opened, perhaps because its disk is missing, still counts as holding its photo.
    """
    paths = [text_of(failed.file.path) for failed in failures]
    attempts = dict(
        connection.execute(
            "SELECT path, attempts FROM failure WHERE path IN (SELECT unnest(?::VARCHAR[]))", [paths]
        ).fetchall()
    )
    now = utc_now()
    before = _numbers_at(connection, paths)
    changed = [
        failed.file.path
        for path, failed in zip(paths, failures, strict=True)
        if failed.stage != "read" and not _is_unchanged(failed.file, before.get(path))
    ]
    note_unreadable(connection, changed)
    _forget(connection, "failure", [failed.file.path for failed in failures])
    _forget(connection, "file", changed)
    append_rows(
        connection,
        "failure",
        (
            (path, failed.file.size, failed.file.mtime_ns, failed.stage, failed.error, attempts.get(path, 0) + 1, now,
             failed.file.ctime_ns, failed.file.inode, failed.reason, failed.needs, failed.needed, failed.allowed)
            for path, failed in zip(paths, failures, strict=True)
        ),
    )  # fmt: skip


def _numbers_at(connection: Connection, paths: Sequence[str]) -> dict[str, tuple[int, int, int | None]]:
    rows = connection.execute(
        "SELECT path, size, mtime_ns, ctime_ns FROM file WHERE path IN (SELECT unnest(?::VARCHAR[]))", [list(paths)]
    ).fetchall()
    return {path: (size, mtime_ns, ctime_ns) for path, size, mtime_ns, ctime_ns in rows}


def _is_unchanged(file: PhotoFile, before: tuple[int, int, int | None] | None) -> bool:
    if before is None:
        return False
    *numbers, ctime_ns = before
    return [file.size, file.mtime_ns] == numbers and (ctime_ns is None or file.ctime_ns in (None, ctime_ns))


def list_failures(connection: Connection) -> list[FailureRow]:
    """Every file that could not be read, sorted by path."""
    rows = connection.execute(
        "SELECT path, stage, reason, needs, error, attempts, failed_at, needed, allowed FROM failure ORDER BY path"
    ).fetchall()
    return [FailureRow(path_of(path), *rest) for path, *rest in rows]


def mark_missing(connection: Connection, paths: Sequence[Path]) -> None:
    """Record that files are missing. Their photos, faces and names stay in the index; records of their failures are
    removed.
    """
    connection.execute(
        "UPDATE file SET missing_since = ? WHERE missing_since IS NULL AND path IN (SELECT unnest(?::VARCHAR[]))",
        [utc_now(), [text_of(path) for path in paths]],
    )
    _forget(connection, "failure", paths)


def mark_found(connection: Connection, paths: Sequence[Path]) -> None:
    """Record that files that were missing are back, with unchanged content."""
    connection.execute(
        "UPDATE file SET missing_since = NULL WHERE path IN (SELECT unnest(?::VARCHAR[]))",
        [[text_of(path) for path in paths]],
    )


def _forget(connection: Connection, table: str, paths: Sequence[Path]) -> None:
    """Remove the rows of these paths from a table."""
    connection.execute(
        f"DELETE FROM {table} WHERE path IN (SELECT unnest(?::VARCHAR[]))", [[text_of(path) for path in paths]]
    )


def failure_of(connection: Connection, path: Path) -> FailureRow | None:
    """Why a file could not be read; None if it could be read or was never tried."""
    row = connection.execute(
        "SELECT stage, reason, needs, error, attempts, failed_at, needed, allowed FROM failure WHERE path = ?",
        [text_of(path)],
    ).fetchone()
    return FailureRow(path, *row) if row else None
