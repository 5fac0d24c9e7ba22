"""Find the faces that decisions are about, to show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.store.database.connection import Connection


@dataclass(frozen=True, slots=True)
class DecisionFaces:
    """The number of faces in each part of a decision, and the ids of some of these faces that are in the index."""

    parts: tuple[int, ...]
    examples: tuple[int, ...]


_COUNTS = """
SELECT seq, list(faces ORDER BY part) FROM (
    SELECT seq, coalesce(part, 0) AS part, count(*) AS faces FROM decision_face
    WHERE seq IN (SELECT unnest($seqs::BIGINT[])) GROUP BY ALL)
GROUP BY seq
"""
# Decisions keep boxes rounded to five decimals.
_EXAMPLES = """
SELECT seq, list(face_id ORDER BY part DESC, row)[:$most] FROM (
    SELECT seq, coalesce(part, 0) AS part, decision_face.rowid AS row, min(face_id) AS face_id
    FROM decision_face JOIN photo USING (content_hash) JOIN face USING (photo_id)
    WHERE seq IN (SELECT unnest($seqs::BIGINT[])) AND fingerprint = $fingerprint
      AND round(face.x, 5) = decision_face.x AND round(face.y, 5) = decision_face.y
      AND round(face.width, 5) = decision_face.width AND round(face.height, 5) = decision_face.height
    GROUP BY ALL)
GROUP BY seq
"""


def faces_of_decisions(
    connection: Connection, seqs: Sequence[int], fingerprint: str, *, most: int
) -> dict[int, DecisionFaces]:
    """Map the number of each of these decisions to its faces, with at most `most` examples. Faces that left a person
    come before those that stayed. A decision about no face is left out.
    """
    values: dict[str, object] = {"seqs": list(seqs)}
    counts = connection.execute(_COUNTS, values).fetchall()
    shown = connection.execute(_EXAMPLES, values | {"fingerprint": fingerprint, "most": most}).fetchall()
    examples = {int(seq): tuple(ids) for seq, ids in shown}
    return {int(seq): DecisionFaces(tuple(parts), examples.get(int(seq), ())) for seq, parts in counts}
