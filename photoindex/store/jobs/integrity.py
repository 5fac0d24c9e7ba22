"""What must hold between the tables of an index, how to find where it does not, and how to mend it.

Everything about people follows from photos and decisions, so mending means removing what hangs in the air and having
photos read again. Decisions are looked at and never touched.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from photoindex.domain.embedding import decode
from photoindex.store.database.connection import Connection
from photoindex.store.database.invalid_values import bad_values
from photoindex.store.database.migrations import NEWEST
from photoindex.store.database.schema_difference import Difference, catalogue_of, database_in_use, differences, quoted

# Half precision leaves lengths a few ten-thousandths off.
_NORM_TOLERANCE = 0.01
_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of `table` for which `broken` holds must not be there. `mend` is the statement that puts it right."""

    problem: str
    table: str
    broken: str
    mend: str | None


def _removed(problem: str, table: str, broken: str) -> Rule:
    return Rule(problem, table, broken, f"DELETE FROM {table} WHERE {broken}")


def _read_again(problem: str, broken: str) -> Rule:
    """Without its analysis a photo is read again by the next scan; the faces go by the rules below."""
    theirs = f"SELECT (photo_id, fingerprint) FROM face WHERE {broken}"
    return Rule(problem, "face", broken, f"DELETE FROM analysis WHERE (photo_id, fingerprint) IN ({theirs})")


# In this order, since what one rule removes leaves work for those after it.
RULES = (
    _removed("files of photos that are not there", "file", "photo_id NOT IN (SELECT photo_id FROM photo)"),
    _removed("analyses of photos that are not there", "analysis", "photo_id NOT IN (SELECT photo_id FROM photo)"),
    _read_again("faces without an embedding", "NOT by_hand AND face_id NOT IN (SELECT face_id FROM embedding)"),
    _read_again(
        "faces whose place is not in a photo",
        "NOT by_hand AND NOT (isfinite(x) AND isfinite(y) AND isfinite(score) AND width > 0 AND height > 0 "
        "AND x < 1 AND y < 1 AND x + width > 0 AND y + height > 0)",
    ),
    _removed("faces of photos that are not there", "face", "photo_id NOT IN (SELECT photo_id FROM photo)"),
    _removed(
        "faces without an analysis", "face",
        "NOT by_hand AND (photo_id, fingerprint) NOT IN (SELECT (photo_id, fingerprint) FROM analysis)",
    ),
    _removed("embeddings without a face", "embedding", "face_id NOT IN (SELECT face_id FROM face)"),
    _removed("cluster members without a face", "membership", "face_id NOT IN (SELECT face_id FROM face)"),
    _removed(
        "members of clusters that were never made", "membership", "cluster_id NOT IN (SELECT cluster_id FROM cluster)"
    ),
    _removed(
        "faces in several clusters", "membership",
        "face_id IN (SELECT face_id FROM membership GROUP BY face_id HAVING count(*) > 1)",
    ),
    _removed("assignments without a face", "assignment", "face_id NOT IN (SELECT face_id FROM face)"),
    _removed(
        "assignments to persons who are not there", "assignment",
        "person_id IS NOT NULL AND person_id NOT IN (SELECT person_id FROM person)",
    ),
    _removed(
        "faces assigned several times", "assignment",
        "face_id IN (SELECT face_id FROM assignment GROUP BY face_id HAVING count(*) > 1)",
    ),
    Rule("faces of decisions that are not there", "decision_face", "seq NOT IN (SELECT seq FROM decision)", None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrongValues:
    """`count` rows whose `column` holds what no command can use, such as a time without end."""

    table: str
    column: str
    count: int


def wrong_objects(connection: Connection) -> list[Difference]:
    """Where the tables, columns and other objects of the index are not those that the migrations make."""
    return differences(catalogue_of(connection, database_in_use(connection)), NEWEST)


def wrong_values(connection: Connection) -> list[WrongValues]:
    """Times and numbers that no command can use; the tables must be as the migrations make them."""
    return [WrongValues(*found) for found in bad_values(connection, NEWEST)]


def read_everything(connection: Connection) -> dict[str, int]:
    """Table -> rows. Every value is read, so that blocks that do not match their checksums are found.

    Raises:
        duckdb.Error: something cannot be read.
    """
    counts = {}
    for table in sorted(catalogue_of(connection, database_in_use(connection)).tables):
        row = connection.execute(f"SELECT count(*), bit_xor(hash(t)) FROM {quoted(table)} AS t").fetchone()
        counts[table] = int(row[0]) if row else 0
    return counts


def count_broken(connection: Connection, rule: Rule) -> int:
    row = connection.execute(f"SELECT count(*) FROM {rule.table} WHERE {rule.broken}").fetchone()
    return int(row[0]) if row else 0


def bad_vectors(connection: Connection) -> list[int]:
    """The ids of faces whose embedding has another length than the rest of its pack, or is no unit vector."""
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
    # Written so that a norm that is not a number is not one either.
    return abs(norm - 1.0) <= _NORM_TOLERANCE


def drop_embeddings(connection: Connection, face_ids: Sequence[int]) -> None:
    """Remove these embeddings; their photos are then read again by rule."""
    connection.execute("DELETE FROM embedding WHERE face_id IN (SELECT unnest(?::BIGINT[]))", [list(face_ids)])


def present_files(connection: Connection, count: int) -> list[tuple[str, int, int, str]]:
    """Path, size, time and content hash of `count` files drawn at random from those that are there."""
    rows = connection.execute(
        "SELECT path, file.size, mtime_ns, content_hash FROM file JOIN photo USING (photo_id) "
        "WHERE missing_since IS NULL ORDER BY random() LIMIT ?",
        [count],
    ).fetchall()
    return [(path, size, mtime_ns, content_hash) for path, size, mtime_ns, content_hash in rows]


def read_again(connection: Connection, paths: Sequence[str]) -> None:
    """Let the next scan read these files whatever their size and time say."""
    connection.execute("UPDATE file SET mtime_ns = -1 WHERE path IN (SELECT unnest(?::VARCHAR[]))", [list(paths)])
