"""Hold all decisions, and resolve each of their references to a face that is here now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import eq

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.missing_ids import NO_FACE
from photoindex.domain.people import Decision, FaceRef
from photoindex.domain.people_snapshot import SaidSoFar
from photoindex.domain.said_faces import SaidFaces, SaidTable
from photoindex.people.decisions.face_matching import match_refs
from photoindex.people.decisions.sightings import face_ids


@dataclass(frozen=True, slots=True)
class Log:
    """All `decisions`, by number. For decisions from the index, the faces and their ids are rows of `table`. For all
    other decisions, `ids` maps the faces to face ids.
    """

    decisions: tuple[Decision, ...]
    table: SaidTable
    ids: Mapping[FaceRef, int] = field(default_factory=dict)

    def resolve(self, ref: FaceRef) -> int | None:
        """The id of a face whose reference is not a row of the table; None if the face is missing."""
        return self.ids.get(ref)

    def ids_of(self, refs: Sequence[FaceRef]) -> list[int | None]:
        """The id of each reference's face, or None if the face is missing."""
        return face_ids(refs, self.resolve)

    def spoken_of(self, decision: Decision) -> Iterator[tuple[FaceRef, int | None]]:
        """Yield each reference of a decision once, with the id of its face, or None if the face is missing."""
        pairs = ((ref, face) for group in decision.groups for ref, face in zip(group, self.ids_of(group), strict=True))
        yield from dict(pairs).items()

    def adding(self, decisions: Sequence[Decision], ids: Mapping[FaceRef, int]) -> "Log":
        """The log with more decisions. `ids` maps the faces of these decisions, except missing faces, to face ids."""
        return replace(self, decisions=(*self.decisions, *decisions), ids={**ids, **self.ids}) if decisions else self

    def says_the_same(self, other: "Log") -> bool:
        """Whether both logs hold the same decisions, about the same faces."""
        ours, theirs = self._spoken(), other._spoken()
        return len(self.decisions) == len(other.decisions) and all(map(eq, ours, theirs))

    def _spoken(self) -> Iterator[tuple[object, ...]]:
        for item in self.decisions:
            yield item.seq, item.uid, item.at, [self.ids_of(group) for group in item.groups]

    def having(self, face_id: NDArray[np.int64], ids: Mapping[FaceRef, int]) -> "Log":
        """The log with new ids: `face_id`, int64 (n,), for the rows of the table and `ids` for all other references."""
        table = replace(self.table, face_id=face_id)

        def moved(group: Sequence[FaceRef]) -> Sequence[FaceRef]:
            return group.on(table) if isinstance(group, SaidFaces) else group

        decisions = tuple(
            replace(item, faces=moved(item.faces), others=tuple(map(moved, item.others))) for item in self.decisions
        )
        return Log(decisions, table, ids)


def log_of(said: SaidSoFar) -> Log:
    """Resolve each reference: to the face with the same box in the same photo, or else to the drawn face.

    If every reference to a photo's faces has an id in the table, these ids are used. In all other photos, boxes are
    matched.
    """
    log = Log(said.decisions, said.table)
    table = said.table
    inexact = set(table.content_hash[table.face_id == NO_FACE].tolist())
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
        for ref, same in refs.items():
            found[same] = here.get(ref, NO_FACE)
    return log.having(found, {})
