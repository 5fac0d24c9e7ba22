"""Decide which hand-drawn faces to keep in addition to the faces that the pack found."""

from collections.abc import Iterable, Mapping
from itertools import chain

import numpy as np

from photoindex.domain.missing_ids import NO_FACE
from photoindex.domain.people import BY_HAND, Decision, FaceRef
from photoindex.domain.people_snapshot import FIRST_NEW_FACE
from photoindex.domain.said_faces import SaidFaces
from photoindex.people.consequences.log import Log
from photoindex.people.decisions.standing import in_force


def place_drawn_faces(
    log: Log, drawn: Mapping[FaceRef, int], known_photos: frozenset[str]
) -> tuple[Log, tuple[int, ...], dict[FaceRef, int]]:
    """Keep a drawn face as long as some decision refers to it and no pack has found a face at its position.

    Returns:
        The log with the ids of the drawn faces, the ids of the drawn faces to remove, and the new drawn faces with
        provisional ids.
    """
    ids = dict(_drawn_in(log, log.decisions))
    if not ids and not drawn:
        return log, (), {}
    mentioned = {ref for ref in _drawn_refs(log) if ids.get(ref) in {None, drawn.get(ref)}}
    gone = {drawn[ref] for ref in drawn.keys() - mentioned}
    come = sorted(mentioned - drawn.keys(), key=lambda ref: (ref.content_hash, ref.box.x, ref.box.y))
    new = {ref: FIRST_NEW_FACE + at for at, ref in enumerate(ref for ref in come if ref.content_hash in known_photos)}
    if not gone and not new:
        return log, (), {}
    face_id = log.table.face_id.copy()
    face_id[np.isin(face_id, list(gone))] = NO_FACE
    for row in np.flatnonzero(log.table.found_by == BY_HAND).tolist():
        face_id[row] = new.get(log.table.ref(row), face_id[row])
    others = {ref: face for ref, face in log.ids.items() if face not in gone}
    return log.having(face_id, others | new), tuple(sorted(gone)), new


def _drawn_in(log: Log, decisions: Iterable[Decision]) -> Iterable[tuple[FaceRef, int | None]]:
    """The references to drawn faces in these decisions, each with the id of the face that it refers to now."""
    for decision in decisions:
        for group in decision.groups:
            if isinstance(group, SaidFaces):
                ids = log.ids_of(group)
                for at in np.flatnonzero(group.found_by == BY_HAND).tolist():
                    yield group[at], ids[at]
            else:
                yield from ((ref, log.resolve(ref)) for ref in group if ref.found_by == BY_HAND)


def _drawn_refs(log: Log) -> set[FaceRef]:
    """The references to drawn faces in decisions that are in force, and references to the same faces in all other
    versions of their photo.
    """
    counting = in_force(log.decisions)
    drawn = {ref for ref, _ in _drawn_in(log, (item for item in counting if item.kind != "carry"))}
    carried = [
        pair for item in counting if item.kind == "carry" for pair in zip(item.faces, *item.others, strict=False)
    ]
    for pair in chain(carried, reversed(carried)):
        if not drawn.isdisjoint(pair):
            drawn.update(ref for ref in pair if ref.found_by == BY_HAND)
    return drawn
