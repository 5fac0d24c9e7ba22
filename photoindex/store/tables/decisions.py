"""Append and read decisions. They record what the user said, in order. Rows are never changed or removed."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from photoindex.domain.geometry import Box
from photoindex.domain.people import Decision, DecisionKind, FaceRef, Person
from photoindex.store.database.bulk import append_rows
from photoindex.store.database.connection import Connection


def append_decision(connection: Connection, decision: Decision) -> Decision:
    """Add a decision; `decision.seq` must be the number that `next_seq` returned.

    Returns:
        The decision as stored: with a new `uid` if it had none, and with boxes rounded to five decimals.
    """
    return append_decisions(connection, [decision])[0]


def append_decisions(connection: Connection, decisions: Sequence[Decision]) -> list[Decision]:
    """Add several decisions; see `append_decision`."""
    return append_rounded_decisions(connection, [_rounded(decision) for decision in decisions])


def append_rounded_decisions(connection: Connection, decisions: Sequence[Decision]) -> list[Decision]:
    """Add decisions whose boxes are rounded already, which takes half of the time if they are about 10,000 faces."""
    kept = [item if item.uid else replace(item, uid=new_uid()) for item in decisions]
    append_rows(
        connection,
        "decision",
        (
            (item.seq, item.at, item.kind, item.person_id, item.person_name, item.target, item.source, item.uid,
             item.as_group, item.other_id, item.other_name, item.born, item.died, item.split_by,
             item.batch, list(item.programs), item.search, item.query,
             [person.person_id for person in item.query_people], [person.name for person in item.query_people])
            for item in kept
        ),
    )  # fmt: skip
    append_rows(
        connection,
        "decision_face",
        (
            (item.seq, ref.content_hash, ref.box.x, ref.box.y, ref.box.width, ref.box.height, part, ref.found_by)
            for item in kept
            for part, group in enumerate((item.faces, *item.others))
            for ref in group
        ),
    )
    return kept


def next_seq(connection: Connection) -> int:
    """The number of the next decision."""
    row = connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM decision").fetchone()
    assert row is not None
    return int(row[0])


def latest_split(connection: Connection) -> int:
    """The number of the latest decision that may have moved faces between clusters (a split or an undo), or 0."""
    row = connection.execute("SELECT coalesce(max(seq), 0) FROM decision WHERE kind IN ('split', 'undo')").fetchone()
    assert row is not None
    return int(row[0])


def has_kind(connection: Connection, kind: DecisionKind) -> bool:
    """Whether there is any decision of this kind, in force or not."""
    row = connection.execute("SELECT count(*) FROM decision WHERE kind = ?", [kind]).fetchone()
    return bool(row and row[0])


def load_decisions(connection: Connection) -> list[Decision]:
    """Every decision with its faces, by number."""
    return decisions_after(connection, 0)


def decisions_after(connection: Connection, seq: int) -> list[Decision]:
    """The decisions with numbers above `seq`, with their faces, by number."""
    rows = connection.execute(
        "SELECT seq, part, content_hash, x, y, width, height, found_by FROM decision_face WHERE seq > ? ORDER BY rowid",
        [seq],
    ).fetchall()
    groups: dict[int, dict[int, list[FaceRef]]] = {}
    for (number, part), faces in groupby(rows, key=itemgetter(0, 1)):
        group = groups.setdefault(number, {}).setdefault(part, [])
        group += [FaceRef(row[2], Box(row[3], row[4], row[5], row[6]), row[7]) for row in faces]
    return [
        decision.speaking_of([(part, tuple(group)) for part, group in groups.get(decision.seq, {}).items()])
        for decision in decisions_without_faces(connection, after=seq)
    ]


def latest_decisions(connection: Connection, count: int) -> dict[str, int]:
    """Map the uids of the last `count` decisions to their numbers, latest first."""
    rows = connection.execute("SELECT uid, seq FROM decision ORDER BY seq DESC LIMIT ?", [count]).fetchall()
    return {str(uid): int(seq) for uid, seq in rows}


def seq_of(connection: Connection, uid: str) -> int | None:
    """The number of the decision with this uid; None if the index does not have it."""
    row = connection.execute("SELECT seq FROM decision WHERE uid = ?", [uid]).fetchone()
    return int(row[0]) if row else None


_KEYS = """
SELECT who, arg_min(key, (made_at, uid, key)) FROM (
    SELECT person_id AS who, made_at, uid, uid AS key FROM decision
    UNION ALL SELECT other_id, made_at, uid, uid || ':other' FROM decision)
WHERE who IN (SELECT unnest(?::BIGINT[])) GROUP BY who
"""


def keys_of_persons(connection: Connection, person_ids: Sequence[int]) -> dict[int, str]:
    """Map each person id to the key that identifies the person on every machine; see `decision_lines.person_keys`."""
    return {int(who): str(key) for who, key in connection.execute(_KEYS, [list(person_ids)]).fetchall()}


def all_uids(connection: Connection) -> set[str]:
    """The uids of all decisions."""
    return {str(uid) for (uid,) in connection.execute("SELECT uid FROM decision").fetchall()}


def uids_of(connection: Connection, seqs: Sequence[int]) -> dict[int, str]:
    """Map the number of each of these decisions to its uid."""
    rows = connection.execute("SELECT seq, uid FROM decision WHERE seq IN (SELECT unnest(?::BIGINT[]))", [list(seqs)])
    return {int(seq): str(uid) for seq, uid in rows.fetchall()}


_COLUMNS = """
seq, made_at, kind, person_id, person_name, target, source, uid, as_group, other_id, other_name, born, died
"""

# The columns that were added to the table later, and what they hold for decisions that were made before: an older index
# is read before it is migrated if there is no space for a copy of it.
_LATER_COLUMNS = {
    "split_by": "NULL",
    "batch": "''",
    "programs": "[]::VARCHAR[]",
    "search": "''",
    "query": "''",
    "query_people": "[]::BIGINT[]",
    "query_names": "[]::VARCHAR[]",
}


def _columns(connection: Connection) -> str:
    there = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('decision')").fetchall()}
    later = (f"coalesce({name}, {default})" if name in there else default for name, default in _LATER_COLUMNS.items())
    return ", ".join([_COLUMNS, *later])


def decisions_without_faces(
    connection: Connection, *, after: int = 0, kinds: Sequence[DecisionKind] = ()
) -> list[Decision]:
    """The decisions with numbers above `after`, in order; with `kinds`, only those of these kinds. Their faces are in
    another table and are not read.
    """
    only = " AND kind IN (SELECT unnest($kinds::VARCHAR[]))" if kinds else ""
    values: dict[str, object] = {"after": after} | ({"kinds": list(kinds)} if kinds else {})
    rows = connection.execute(
        f"SELECT {_columns(connection)} FROM decision WHERE seq > $after{only} ORDER BY seq", values
    ).fetchall()
    return [
        Decision(
            seq=seq, at=made_at, kind=kind, person_id=person_id, person_name=person_name, target=target, source=source,
            uid=uid, as_group=as_group, other_id=other_id, other_name=other_name, born=born, died=died,
            split_by=split_by, batch=batch, programs=tuple(programs), search=search, query=query,
            query_people=tuple(Person(*each) for each in zip(query_people, query_names, strict=False)),
        )
        for seq, made_at, kind, person_id, person_name, target, source, uid, as_group, other_id, other_name, born, died,
            split_by, batch, programs, search, query, query_people, query_names in rows
    ]  # fmt: skip


def new_uid() -> str:
    """A uid for a new decision."""
    return str(uuid.uuid4())


def _rounded(decision: Decision) -> Decision:
    """The decision with the positions of its faces rounded to five decimals."""
    return replace(
        decision,
        faces=tuple(ref.rounded() for ref in decision.faces),
        others=tuple(tuple(ref.rounded() for ref in group) for group in decision.others),
    )
