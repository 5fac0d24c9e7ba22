"""Record paths whose content changed: after an edit, the index has a new photo at the path of the old one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.database.path_text import text_of

_UNREADABLE = ""


@dataclass(frozen=True, slots=True)
class Replacement:
    """The hashes of an old content and of the new content that replaced it at some path. The requested pack has
    analysed both contents.
    """

    old_hash: str
    new_hash: str


def note_replaced(connection: Connection, held: Sequence[tuple[Path, int]]) -> None:
    """Record which of these paths held another photo before. `held` gives each path with the id of the photo that it
    holds now.

    If a path could not be read for a while, its new photo is compared with the photo that the path held before it
    became unreadable.
    """
    if not held:
        return
    now_held = {text_of(path): photo_id for path, photo_id in held}
    hashes = dict(
        connection.execute(
            "SELECT photo_id, content_hash FROM photo WHERE photo_id IN (SELECT unnest(?::BIGINT[]))",
            [list(now_held.values())],
        ).fetchall()
    )
    before = _held_before(connection, list(now_held))
    changed = [
        (path, before[path], hashes[photo_id])
        for path, photo_id in now_held.items()
        if path in before and before[path] != hashes[photo_id]
    ]
    connection.execute(
        "DELETE FROM replaced WHERE new_hash = ? AND path IN (SELECT unnest(?::VARCHAR[]))",
        [_UNREADABLE, list(now_held)],
    )
    _append(connection, changed)


def note_unreadable(connection: Connection, paths: Sequence[Path]) -> None:
    """Record which photos these paths held before they became unreadable."""
    texts = [text_of(path) for path in paths]
    _append(connection, [(path, old, _UNREADABLE) for path, old in _in_files(connection, texts).items()])


def unsettled(connection: Connection, fingerprint: str) -> list[Replacement]:
    """The replacements whose decisions have yet to be carried over. Replacements are left out if the pack has not
    analysed both the old and the new content.
    """
    rows = connection.execute(
        """
        SELECT DISTINCT old_hash, new_hash FROM replaced
        JOIN photo AS old ON old.content_hash = old_hash
        JOIN photo AS new ON new.content_hash = new_hash
        WHERE NOT settled AND (old_hash IN (SELECT content_hash FROM decision_face)
                               OR old.photo_id IN (SELECT photo_id FROM file))
          AND old.photo_id IN (SELECT photo_id FROM analysis WHERE fingerprint = $1)
          AND new.photo_id IN (SELECT photo_id FROM analysis WHERE fingerprint = $1)
        ORDER BY old_hash, new_hash
        """,
        [fingerprint],
    ).fetchall()
    return [Replacement(*row) for row in rows]


def settle(connection: Connection, done: Sequence[Replacement]) -> None:
    """Mark these replacements as done."""
    for item in done:
        connection.execute(
            "UPDATE replaced SET settled = TRUE WHERE old_hash = ? AND new_hash = ?", [item.old_hash, item.new_hash]
        )


def _held_before(connection: Connection, paths: Sequence[str]) -> dict[str, str]:
    """Map each path to the content hash that its file had when it could last be read."""
    lost = connection.execute(
        "SELECT path, arg_max(old_hash, replaced_at) FROM replaced WHERE new_hash = ? "
        "AND path IN (SELECT unnest(?::VARCHAR[])) GROUP BY path",
        [_UNREADABLE, list(paths)],
    ).fetchall()
    return dict(lost) | _in_files(connection, paths)


def _in_files(connection: Connection, paths: Sequence[str]) -> dict[str, str]:
    rows = connection.execute(
        "SELECT path, content_hash FROM file JOIN photo USING (photo_id) WHERE path IN (SELECT unnest(?::VARCHAR[]))",
        [list(paths)],
    ).fetchall()
    return dict(rows)


def _append(connection: Connection, changed: Sequence[tuple[str, str, str]]) -> None:
    now = utc_now()
    append_rows(connection, "replaced", ((path, old, new, now, False) for path, old, new in changed))
