"""Read everything that the consequences of a decision depend on."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import STATUSES, AssignmentTable
from photoindex.domain.geometry import Box
from photoindex.domain.missing_ids import NO_FACE, NO_PERSON
from photoindex.domain.people import BY_HAND, Decision
from photoindex.domain.people_snapshot import (
    Clusters,
    FaceTable,
    PeopleSnapshot,
    Replaced,
    SaidSoFar,
    TakenTable,
)
from photoindex.domain.said_faces import SaidFaces, SaidTable
from photoindex.store.database.connection import Connection
from photoindex.store.tables.clusters import next_cluster_id
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.tables.decisions import decisions_without_faces
from photoindex.store.tables.drawn_faces import load_hand_faces
from photoindex.store.tables.faces import embeddings_of, faces_by_hash, load_face_table
from photoindex.store.tables.measurements import load_grouping
from photoindex.store.tables.people import load_persons, load_portraits
from photoindex.store.tables.replaced_content import unsettled
from photoindex.store.tables.taken_dates import TAKEN_UNTIL
from photoindex.store.views.photo_shots import load_shots


def load_snapshot(
    connection: Connection,
    pack: CurrentPack,
    faces: FaceTable | None = None,
    *,
    lives: bool = False,
    known: FaceTable | None = None,
) -> PeopleSnapshot:
    """Load the present state of everything that decisions and their consequences depend on.

    Args:
        faces: all faces of the pack, if they have been read already.
        lives: whether a new decision gives a date of birth or death. If so, the dates of photos are loaded too.
        known: as for `load_face_table`.
    """
    table = faces if faces is not None else load_face_table(connection, pack.fingerprint, known)
    said = load_said(connection, pack.fingerprint, lives=lives)
    return PeopleSnapshot(
        fingerprint=pack.fingerprint,
        thresholds=pack.thresholds,
        said=said,
        next_seq=max((decision.seq for decision in said.decisions), default=0) + 1,
        latest_at=max((decision.at for decision in said.decisions), default=None),
        faces=table,
        clusters=_clusters(connection),
        measured=load_grouping(connection, pack.fingerprint, table.embedding.shape[1]),
        persons=frozenset(load_persons(connection)),
        assigned=_assigned(connection),
        replaced=_replaced(connection, pack.fingerprint),
        portraits=load_portraits(connection),
        shots=load_shots(connection),
    )


_ROWS = f"""
WITH exact AS (
    SELECT decision_face.rowid AS row, min(face_id) AS face_id
    FROM decision_face JOIN photo USING (content_hash) JOIN face USING (photo_id)
    WHERE fingerprint = ? AND NOT by_hand
      AND round(face.x, 5) = decision_face.x AND round(face.y, 5) = decision_face.y
      AND round(face.width, 5) = decision_face.width AND round(face.height, 5) = decision_face.height
    GROUP BY row
)
SELECT decision_face.rowid AS row, seq, coalesce(part, 0) AS part, coalesce(face_id, {NO_FACE}) AS face_id,
       content_hash, x, y, width, height, coalesce(found_by, '') AS found_by
FROM decision_face LEFT JOIN exact ON exact.row = decision_face.rowid
"""


def load_said(connection: Connection, fingerprint: str, *, lives: bool = False) -> SaidSoFar:
    """Load every decision, and the faces of the pack with this fingerprint. `lives` has the same meaning as in
    `load_snapshot`.
    """
    columns = connection.execute(_ROWS, [fingerprint]).fetchnumpy()
    order = np.lexsort((columns["row"], columns["part"], columns["seq"]))
    seq, part, face_id, content_hash, found_by = (
        np.asarray(columns[name])[order] for name in ("seq", "part", "face_id", "content_hash", "found_by")
    )
    box = np.stack([np.asarray(columns[name])[order] for name in ("x", "y", "width", "height")], axis=1)
    table = SaidTable(content_hash, box, _shared(found_by), face_id)
    decisions = decisions_without_faces(connection)
    groups = _groups(table, seq, part)
    inexact = set(content_hash[face_id == NO_FACE].tolist())
    drawn_on = set(content_hash[found_by == BY_HAND].tolist())
    lives = lives or any(decision.kind == "lifespan" for decision in decisions)
    return SaidSoFar(
        decisions=tuple(_with_faces(decision, groups) for decision in decisions),
        table=table,
        boxes=_boxes(connection, inexact, fingerprint),
        drawn=load_hand_faces(connection, fingerprint),
        photos=_known(connection, drawn_on),
        taken=_taken(connection, fingerprint) if lives else None,
    )


def _shared(texts: NDArray[Any]) -> NDArray[Any]:
    """The same texts, with one object for equal ones: DuckDB makes an object for each row."""
    known: dict[str, str] = {}
    return np.array([known.setdefault(text, text) for text in texts.tolist()], dtype=object)


def _groups(
    table: SaidTable, seq: NDArray[np.int64], part: NDArray[np.int64]
) -> Mapping[int, list[tuple[int, SaidFaces]]]:
    """Map each decision to its parts and their faces, in the order in which they were given."""
    begins = np.ones(len(seq), dtype=bool)
    begins[1:] = (seq[1:] != seq[:-1]) | (part[1:] != part[:-1])
    bounds = [*np.flatnonzero(begins).tolist(), len(seq)]
    groups: dict[int, list[tuple[int, SaidFaces]]] = {}
    for start, stop in pairwise(bounds):
        groups.setdefault(int(seq[start]), []).append((int(part[start]), SaidFaces(table, start, stop)))
    return groups


def _with_faces(decision: Decision, groups: Mapping[int, list[tuple[int, SaidFaces]]]) -> Decision:
    parts = groups.get(decision.seq)
    return decision if parts is None else decision.speaking_of(parts)


def _boxes(connection: Connection, hashes: Iterable[str], fingerprint: str) -> dict[str, dict[int, Box]]:
    found = faces_by_hash(connection, hashes, fingerprint) if hashes else {}
    return {content_hash: dict(faces) for content_hash, faces in found.items()}


def _known(connection: Connection, hashes: Iterable[str]) -> frozenset[str]:
    rows = connection.execute(
        "SELECT content_hash FROM photo WHERE content_hash IN (SELECT unnest(?::VARCHAR[]))", [list(hashes)]
    ).fetchall()
    return frozenset(row[0] for row in rows)


def _taken(connection: Connection, fingerprint: str) -> TakenTable:
    columns = connection.execute(
        f"SELECT face_id, taken_at, {TAKEN_UNTIL} AS until FROM face JOIN photo USING (photo_id) "
        "WHERE fingerprint = ? AND taken_trusted AND taken_at IS NOT NULL",
        [fingerprint],
    ).fetchnumpy()
    return TakenTable(*(np.asarray(columns[name]) for name in ("face_id", "taken_at", "until")))


def _clusters(connection: Connection) -> Clusters:
    columns = connection.execute("SELECT face_id, cluster_id FROM membership").fetchnumpy()
    face_id, cluster_id = np.asarray(columns["face_id"]), np.asarray(columns["cluster_id"])
    order = np.argsort(face_id, kind="stable")
    return Clusters(face_id[order], cluster_id[order], next_cluster_id(connection))


_STATUS = " ".join(f"WHEN '{status}' THEN {number}" for number, status in enumerate(STATUSES))


def _assigned(connection: Connection) -> AssignmentTable:
    columns = connection.execute(
        f"SELECT face_id, coalesce(person_id, {NO_PERSON}) AS person_id, "
        f"(CASE status {_STATUS} ELSE -1 END)::TINYINT AS status, "
        "coalesce(probability, -1) AS probability FROM assignment ORDER BY face_id"
    ).fetchnumpy()
    return AssignmentTable(*(np.asarray(columns[name]) for name in ("face_id", "person_id", "status", "probability")))


def _replaced(connection: Connection, fingerprint: str) -> tuple[Replaced, ...]:
    found = []
    for item in unsettled(connection, fingerprint):
        boxes = faces_by_hash(connection, [item.old_hash, item.new_hash], fingerprint)
        old, new = dict(boxes.get(item.old_hash, ())), dict(boxes.get(item.new_hash, ()))
        found.append(
            Replaced(item.old_hash, item.new_hash, fingerprint, old, new, embeddings_of(connection, [*old, *new]))
        )
    return tuple(found)
