"""Check the rules that must hold between the tables of an index, and repair rows that break them.

Everything about people can be derived from photos and decisions. So a repair removes the rows whose counterpart is
missing, and makes the next scan read the affected photos again. Decisions are checked but never changed.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from photoindex.domain.damage import Damage, DamageKind
from photoindex.domain.embedding import decode
from photoindex.store.database.connection import Connection, quoted
from photoindex.store.database.invalid_values import bad_values
from photoindex.store.database.migrations import NEWEST
from photoindex.store.database.public_views import NEWEST_VIEWS
from photoindex.store.database.schema_difference import catalogue_of, database_in_use, differences, expected

# Storing vectors in half precision changes their lengths by a few ten-thousandths.
_NORM_TOLERANCE = 0.01
_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Rule:
    """No row of `table` may match the condition `broken`. `mend` is the statement that repairs such rows, or None."""

    kind: DamageKind
    table: str
    broken: str
    mend: str | None


def _removed(kind: DamageKind, table: str, broken: str) -> Rule:
    return Rule(kind, table, broken, f"DELETE FROM {table} WHERE {broken}")


def _read_again(kind: DamageKind, broken: str) -> Rule:
    """A rule that deletes the analysis of a photo, so that the next scan reads the photo again. The rules after this
    one remove the faces of the photo.
    """
    theirs = f"SELECT (photo_id, fingerprint) FROM face WHERE {broken}"
    return Rule(kind, "face", broken, f"DELETE FROM analysis WHERE (photo_id, fingerprint) IN ({theirs})")


# The order matters: when one rule removes rows, later rules clean up what belonged to them.
RULES = (
    _removed(DamageKind.FILE_WITHOUT_PHOTO, "file", "photo_id NOT IN (SELECT photo_id FROM photo)"),
    _removed(DamageKind.ANALYSIS_WITHOUT_PHOTO, "analysis", "photo_id NOT IN (SELECT photo_id FROM photo)"),
    _read_again(DamageKind.FACE_WITHOUT_EMBEDDING, "NOT by_hand AND face_id NOT IN (SELECT face_id FROM embedding)"),
    _read_again(
        DamageKind.FACE_OUTSIDE_PHOTO,
        "NOT by_hand AND NOT (isfinite(x) AND isfinite(y) AND isfinite(score) AND width > 0 AND height > 0 "
        "AND x < 1 AND y < 1 AND x + width > 0 AND y + height > 0)",
    ),
    _removed(DamageKind.FACE_WITHOUT_PHOTO, "face", "photo_id NOT IN (SELECT photo_id FROM photo)"),
    _removed(
        DamageKind.FACE_WITHOUT_ANALYSIS, "face",
        "NOT by_hand AND (photo_id, fingerprint) NOT IN (SELECT (photo_id, fingerprint) FROM analysis)",
    ),
    _removed(DamageKind.EMBEDDING_WITHOUT_FACE, "embedding", "face_id NOT IN (SELECT face_id FROM face)"),
    _removed(DamageKind.MEMBER_WITHOUT_FACE, "membership", "face_id NOT IN (SELECT face_id FROM face)"),
    _removed(
        DamageKind.MEMBER_WITHOUT_CLUSTER, "membership", "cluster_id NOT IN (SELECT cluster_id FROM cluster)"
    ),
    _removed(
        DamageKind.FACE_IN_SEVERAL_CLUSTERS, "membership",
        "face_id IN (SELECT face_id FROM membership GROUP BY face_id HAVING count(*) > 1)",
    ),
    _removed(DamageKind.ASSIGNMENT_WITHOUT_FACE, "assignment", "face_id NOT IN (SELECT face_id FROM face)"),
    _removed(
        DamageKind.ASSIGNMENT_WITHOUT_PERSON, "assignment",
        "person_id IS NOT NULL AND person_id NOT IN (SELECT person_id FROM person)",
    ),
    _removed(
        DamageKind.FACE_ASSIGNED_SEVERAL_TIMES, "assignment",
        "face_id IN (SELECT face_id FROM assignment GROUP BY face_id HAVING count(*) > 1)",
    ),
    _removed(DamageKind.PORTRAIT_WITHOUT_FACE, "portrait", "face_id NOT IN (SELECT face_id FROM face)"),
    _removed(
        DamageKind.PORTRAIT_WITHOUT_PERSON, "portrait", "person_id NOT IN (SELECT person_id FROM person)"
    ),
    _removed(DamageKind.TEXT_WITHOUT_PHOTO, "photo_text", "photo_id NOT IN (SELECT photo_id FROM photo)"),
    _removed(DamageKind.PLACE_WITHOUT_PHOTO, "photo_place", "photo_id NOT IN (SELECT photo_id FROM photo)"),
    _removed(DamageKind.PHOTO_IN_UNKNOWN_PLACE, "photo_place", "place_id NOT IN (SELECT place_id FROM place)"),
    Rule(DamageKind.FACE_WITHOUT_DECISION, "decision_face", "seq NOT IN (SELECT seq FROM decision)", None),
    _removed(
        DamageKind.CLAIM_WITHOUT_IMPORT, "claim", "batch NOT IN (SELECT uid FROM decision WHERE kind = 'import')"
    ),
    _removed(DamageKind.ANSWER_WITHOUT_SITTING, "answer", "sitting_id NOT IN (SELECT sitting_id FROM sitting)"),
)  # fmt: skip


def wrong_objects(connection: Connection) -> list[Damage]:
    """Find how the tables, columns and other objects of the index differ from those that the migrations create."""
    return differences(catalogue_of(connection, database_in_use(connection)), NEWEST)


def wrong_values(connection: Connection) -> list[tuple[Damage, int]]:
    """Find times and numbers that no command can use, with the number of rows in which they are. The tables must have
    the form that the migrations create.
    """
    return [
        (Damage(DamageKind.IMPOSSIBLE_VALUE, table, column), count)
        for table, column, count in bad_values(connection, NEWEST)
    ]


def read_everything(connection: Connection) -> dict[str, int]:
    """Read every value, so that every block that does not match its checksum is found. Return the number of rows in
    each table.

    Raises:
        duckdb.Error: a table cannot be read.
    """
    counts = {}
    for table in sorted(catalogue_of(connection, database_in_use(connection)).tables):
        row = connection.execute(f"SELECT count(*), bit_xor(hash(t)) FROM {quoted(table)} AS t").fetchone()
        counts[table] = int(row[0]) if row else 0
    return counts


def repair_views(connection: Connection) -> None:
    """Create the views that users may query, or replace them, unless somebody else's table has the name of one."""
    found, wanted = catalogue_of(connection, database_in_use(connection)), expected(NEWEST)
    if not wanted.views.keys() & found.tables.keys():
        connection.execute(NEWEST_VIEWS)


def count_broken(connection: Connection, rule: Rule) -> int:
    """The number of rows that break a rule."""
    row = connection.execute(f"SELECT count(*) FROM {rule.table} WHERE {rule.broken}").fetchone()
    return int(row[0]) if row else 0


def repair_broken(connection: Connection) -> None:
    """Apply the repair of each rule in order; decisions are never changed."""
    for rule in RULES:
        if rule.mend is not None:
            connection.execute(rule.mend)


def bad_vectors(connection: Connection) -> list[int]:
    """The ids of faces whose embedding is not a unit vector, or does not have as many values as the other embeddings of
    the same pack.
    """
    lengths: dict[str, Counter[int]] = defaultdict(Counter)
    found: list[tuple[int, str, int, bool]] = []
    cursor = connection.execute("SELECT face_id, fingerprint, vector FROM face JOIN embedding USING (face_id)")
    while rows := cursor.fetchmany(_AT_ONCE):
        for face_id, fingerprint, vector in rows:
            lengths[fingerprint][len(vector)] += 1
            found.append((face_id, fingerprint, len(vector), _is_unit(vector)))
    usual = {fingerprint: counts.most_common(1)[0][0] for fingerprint, counts in lengths.items()}
    return [face_id for face_id, fingerprint, length, unit in found if not unit or length != usual[fingerprint]]


def _is_unit(vector: bytes) -> bool:
    if len(vector) % 2:
        return False
    norm = float(np.linalg.norm(decode(vector)))
    # A NaN fails this comparison too.
    return abs(norm - 1.0) <= _NORM_TOLERANCE


def drop_embeddings(connection: Connection, face_ids: Sequence[int]) -> None:
    """Remove the embeddings of these faces. As a result, the rules make the next scan read the photos again."""
    connection.execute("DELETE FROM embedding WHERE face_id IN (SELECT unnest(?::BIGINT[]))", [list(face_ids)])


def present_files(connection: Connection, count: int) -> list[tuple[str, int, int, str]]:
    """(path, size, mtime_ns, content hash) of `count` present files, drawn at random."""
    rows = connection.execute(
        "SELECT path, file.size, mtime_ns, content_hash FROM file JOIN photo USING (photo_id) "
        "WHERE missing_since IS NULL ORDER BY random() LIMIT ?",
        [count],
    ).fetchall()
    return [(path, size, mtime_ns, content_hash) for path, size, mtime_ns, content_hash in rows]


def read_again(connection: Connection, paths: Sequence[str]) -> None:
    """Make the next scan read these files even if their sizes and times have not changed."""
    connection.execute("UPDATE file SET mtime_ns = -1 WHERE path IN (SELECT unnest(?::VARCHAR[]))", [list(paths)])
