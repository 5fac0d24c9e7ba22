"""All decisions, and which face each of their references means now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Decision, FaceRef
from photoindex.domain.people_snapshot import SaidSoFar
from photoindex.domain.said_faces import ABSENT, SaidFaces, SaidTable
from photoindex.people.decisions.face_matching import match_refs
from photoindex.people.decisions.sightings import face_ids


@dataclass(frozen=True, slots=True)
class Log:
    """`decisions` by number; the faces of those that the index holds are rows of `table`, which has their ids, and
    `ids` has those of the others.
    """

    decisions: tuple[Decision, ...]
    table: SaidTable
    ids: Mapping[FaceRef, int] = field(default_factory=dict)

    def resolve(self, ref: FaceRef) -> int | None:
        """The face that a reference means which is not in the table."""
        return self.ids.get(ref)

    def ids_of(self, refs: Sequence[FaceRef]) -> list[int | None]:
        """The face that each reference means, None where it is not here."""
        return face_ids(refs, self.resolve)

    def spoken_of(self, decision: Decision) -> Iterator[tuple[FaceRef, int | None]]:
        """Each face of a decision once, with its id."""
        pairs = ((ref, face) for group in decision.groups for ref, face in zip(group, self.ids_of(group), strict=True))
        yield from dict(pairs).items()

    def adding(self, decisions: Sequence[Decision], ids: Mapping[FaceRef, int]) -> "Log":
        """The log with more decisions, whose faces have these ids where they are here."""
        return replace(self, decisions=(*self.decisions, *decisions), ids={**ids, **self.ids}) if decisions else self

    def having(self, face_id: NDArray[np.int64], ids: Mapping[FaceRef, int]) -> "Log":
        """The log where the rows of the table have other ids, int64 (n,), and so have other references."""
        table = replace(self.table, face_id=face_id)

        def moved(group: Sequence[FaceRef]) -> Sequence[FaceRef]:
            return group.on(table) if isinstance(group, SaidFaces) else group

        decisions = tuple(
            replace(item, faces=moved(item.faces), others=tuple(map(moved, item.others))) for item in self.decisions
        )
        return Log(decisions, table, ids)


def log_of(said: SaidSoFar) -> Log:
    """The log with each reference resolved: to the face of the same photo in the same place, or else the drawn one.

    What the table says is right wherever it has every face of a photo; in other photos each box has to find its own.
    """
    log = Log(said.decisions, said.table)
    table = said.table
    inexact = set(table.content_hash[table.face_id == ABSENT].tolist())
    if not inexact:
        return log
    rows: dict[str, dict[FaceRef, list[int]]] = {}
    for row, content_hash in enumerate(table.content_hash.tolist()):
        if content_hash in inexact:
            rows.setdefault(content_hash, {}).setdefault(table.ref(row), []).append(row)
    found = table.face_id.copy()
    for content_hash, refs in rows.items():
        here = {ref: said.drawn[ref] for ref in refs if ref in said.drawn}
        if content_hash in said.boxes:
            here |= match_refs(list(refs), said.boxes[content_hash])
        for ref, places in refs.items():
            found[places] = here.get(ref, ABSENT)
    return log.having(found, {})
