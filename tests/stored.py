"""Read an index in a form that can be compared, and make an index look as if its process had been killed."""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import duckdb

from photoindex.store.opening.index import Index


def mode(path: Path) -> int:
    """The permissions of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


def faces_of(index: Index) -> dict[str, list[tuple[object, ...]]]:
    """Map each content hash to its faces, with everything stored about them, and the files that hold the photo."""
    with index.reading() as connection:
        found = connection.execute(
            "SELECT content_hash, face.* EXCLUDE (face_id, photo_id), vector, "
            "file.* EXCLUDE (photo_id, missing_since), missing_since "
            "FROM photo JOIN analysis USING (photo_id) JOIN file USING (photo_id) "
            "LEFT JOIN face ON face.photo_id = photo.photo_id LEFT JOIN embedding USING (face_id) ORDER BY ALL"
        ).fetchall()
    faces: dict[str, list[tuple[object, ...]]] = {}
    for content_hash, *face in found:
        faces.setdefault(content_hash, []).append(tuple(face))
    return faces


def groups_of(index: Index) -> set[frozenset[tuple[object, ...]]]:
    """The clusters as sets of faces, without their numbers."""
    with index.reading() as connection:
        rows = connection.execute(
            "SELECT cluster_id, content_hash, x FROM membership JOIN face USING (face_id) JOIN photo USING (photo_id)"
        ).fetchall()
    groups: dict[int, set[tuple[object, ...]]] = {}
    for cluster_id, *face in rows:
        groups.setdefault(cluster_id, set()).add(tuple(face))
    return {frozenset(group) for group in groups.values()}


def leave_in_log(index: Index, decide: Callable[[Index], object]) -> None:
    """Make a decision and leave it only in the write-ahead log, as if the process had been killed after the commit.

    An index always closes properly, so the rows come from a copy in which the decision was made.
    """
    copy = Index(index.path.with_name("decided.duckdb"))
    shutil.copy2(index.path, copy.path)
    if index.files.decisions.exists():
        shutil.copy2(index.files.decisions, copy.files.decisions)
    decide(copy)
    with duckdb.connect(str(index.path)) as connection:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.execute(f"ATTACH '{copy.path}' AS decided (READ_ONLY)")
        row = connection.execute("SELECT coalesce(max(seq), 0) FROM decision").fetchone()
        assert row is not None
        connection.begin()
        for table in ("decision", "decision_face"):
            connection.execute(f"INSERT INTO {table} SELECT * FROM decided.{table} WHERE seq > ?", [row[0]])
        for table in ("person", "assignment"):
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} SELECT * FROM decided.{table}")
        connection.commit()
        connection.execute("DETACH decided")
    copy.files.decisions.replace(index.files.decisions)
    for left in copy.files.existing():
        left.unlink() if left.is_file() else shutil.rmtree(left)
    assert index.files.wal.stat().st_size
