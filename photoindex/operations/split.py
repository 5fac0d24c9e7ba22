"""Split: permanently separate faces that were joined by mistake; the user or the machine chooses the faces."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from photoindex.advice.people import ListFaces, NameCluster, RenamePerson
from photoindex.domain.names import clean_name
from photoindex.domain.people import Decision, PeopleState, Person, SplitBy
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.targets import faces_of
from photoindex.operations.identities.transaction import deciding
from photoindex.people.clustering.splitting import split_cluster
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import FaceRow, face_table_of


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split: its new cluster (None if the faces stay in their old cluster), its number of faces, the best
    examples, and the person to whom most of its confirmed faces belong, if any.
    """

    cluster_id: int | None
    faces: int
    examples: tuple[int, ...]
    name: str | None


@dataclass(frozen=True, slots=True)
class SplitReport:
    """The result of a split. The first part keeps its cluster and person; the others have new clusters and belong to
    `to`, if given. `to_existed` tells whether there was a person with that name before.
    """

    decision: Decision
    parts: tuple[Part, ...]
    to: Person | None = None
    to_existed: bool = False


def split_by_hand(
    index: Index, target: Target, face_ids: Sequence[int], to: str | None, *, seen: Seen | None = None
) -> SplitReport:
    """Record that some faces of a person or cluster are somebody else: `to`, or somebody who has no name yet.

    Raises:
        NotFoundError: the target does not exist, or one of the faces does not belong to it.
        UsageError: no face would remain.
    """
    name = clean_name(to) if to is not None else None
    with deciding(index, seen=seen) as now:
        rows = now.faces_of(target)
        strangers = sorted(set(face_ids) - {row.face_id for row in rows})
        if strangers:
            raise NotFoundError(
                f"face {' '.join(map(str, strangers))} does not belong to {target}",
                advice=ListFaces(target.kind, target.ids, target.name),
            )
        chosen = set(face_ids)
        leaving = [row for row in rows if row.face_id in chosen]
        staying = [row for row in rows if row.face_id not in chosen]
        if not staying:
            raise UsageError(
                f"these are all faces of {target}",
                advice=RenamePerson(target.name) if target.kind == "person" else NameCluster(target.ids),
            )
        heir, existed = now.person_or_new(name) if name else (None, False)
        if heir is not None and target.kind == "person" and heir == now.person(target.name):
            raise UsageError(f"{heir.name} cannot be split from {heir.name}")
        faces = " ".join(str(row.face_id) for row in leaving)
        source = f"split {target} --faces {faces}" + (f' --to "{heir.name}"' if heir else "")
        return _split(now, target, [staying, leaving], source, "hand", heir=heir, existed=existed)


def split_by_machine(index: Index, target: Target, parts: int = 2, *, seen: Seen | None = None) -> SplitReport:
    """Divide a person or cluster where its faces are least alike. The largest part keeps the name, and so do faces that
    were confirmed one by one; the other parts become clusters without a name.

    Raises:
        NotFoundError: the target does not exist.
        UsageError: its faces cannot be divided.
    """
    with deciding(index, seen=seen) as now:
        groups = _groups(now.connection, target, now.faces_of(target), parts)
        source = f"split {target}" + (f" --parts {parts}" if parts > 2 else "")
        return _split(now, target, groups, source, "machine")


def parts_of(index: Index, target: Target, parts: int = 2) -> tuple[tuple[int, ...], ...]:
    """List the faces of each part that `split_by_machine` would make, without recording anything.

    Raises:
        NotFoundError: the target does not exist.
        UsageError: its faces cannot be divided.
    """
    with index.reading() as connection:
        require_current_pack(connection)
        return tuple(
            tuple(row.face_id for row in group)
            for group in _groups(connection, target, faces_of(connection, target), parts)
        )


def _groups(connection: Connection, target: Target, rows: Sequence[FaceRow], parts: int) -> list[list[FaceRow]]:
    table = face_table_of(connection, [row.face_id for row in rows])
    table_row = {face_id: number for number, face_id in enumerate(table.face_id.tolist())}
    rows = [row for row in rows if row.face_id in table_row]
    embeddings = table.embedding[np.array([table_row[row.face_id] for row in rows], dtype=np.int64)]
    labels = split_cluster(embeddings, parts) if len(rows) > 1 else np.zeros(1)
    groups = [
        [row for row, label in zip(rows, labels.tolist(), strict=False) if label == part]
        for part in range(int(labels.max()) + 1)
    ]
    if len(groups) < 2:
        raise UsageError(f"{target} cannot be divided: it has {len(rows)} face{'s' if len(rows) != 1 else ''}")
    return groups


def _split(
    now: Deciding,
    target: Target,
    groups: Sequence[Sequence[FaceRow]],
    source: str,
    split_by: SplitBy,
    *,
    heir: Person | None = None,
    existed: bool = False,
) -> SplitReport:
    person = now.person(target.name) if target.kind == "person" else None
    decision = now.say(
        "split",
        source,
        faces=groups[0],
        others=groups[1:],
        person=person,
        other=heir,
        as_group=split_by == "machine",
        split_by=split_by,
    )
    result = now.follow([[row.face_id for row in group] for group in groups[1:]])
    parts = [Part(cluster_id, len(group), tuple(row.face_id for row in group[:5]), _name_of(group, result.state))
             for cluster_id, group in zip([None, *result.new_clusters], groups, strict=True)]  # fmt: skip
    return SplitReport(decision, tuple(parts), heir, existed)


def _name_of(group: Sequence[FaceRow], state: PeopleState) -> str | None:
    said = Counter(state.confirmed[row.face_id] for row in group if row.face_id in state.confirmed)
    return state.persons[said.most_common(1)[0][0]].name if said else None
