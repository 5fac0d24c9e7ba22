"""What people said, in the order in which they said it. Rows are only ever added."""

from collections import defaultdict

from photoindex.domain.geometry import Box
from photoindex.domain.people import Decision, FaceRef
from photoindex.store.bulk import append_rows
from photoindex.store.index import Connection


def append_decision(connection: Connection, decision: Decision) -> None:
    """Add a decision; `decision.seq` must be the one that `next_seq` gave."""
    connection.execute(
        "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?)",
        [decision.seq, decision.at, decision.kind, decision.person_id, decision.person_name, decision.target,
         decision.source],
    )  # fmt: skip
    append_rows(
        connection,
        "decision_face",
        ((decision.seq, ref.photo_hash, ref.box.x, ref.box.y, ref.box.width, ref.box.height) for ref in decision.faces),
    )


def next_seq(connection: Connection) -> int:
    """The number of the next decision."""
    row = connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM decision").fetchone()
    assert row is not None
    return int(row[0])


def load_decisions(connection: Connection) -> list[Decision]:
    """Every decision with its faces, oldest first."""
    faces: dict[int, list[FaceRef]] = defaultdict(list)
    for seq, photo_hash, *box in connection.execute("SELECT * FROM decision_face ORDER BY seq, rowid").fetchall():
        faces[seq].append(FaceRef(photo_hash, Box(*box)))
    rows = connection.execute(
        "SELECT seq, made_at, kind, person_id, person_name, target, source FROM decision ORDER BY seq"
    ).fetchall()
    return [
        Decision(
            seq=seq,
            at=made_at,
            kind=kind,
            person_id=person_id,
            person_name=person_name,
            faces=tuple(faces.get(seq, ())),
            target=target,
            source=source,
        )
        for seq, made_at, kind, person_id, person_name, target, source in rows
    ]
