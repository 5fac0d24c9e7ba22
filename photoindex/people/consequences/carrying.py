"""Carry decisions about a photo over to the content that replaced it, face by face.

A path whose content changed holds either an edited photo or a different photo. The embeddings decide whether a face is
the same one. The position alone is not enough, and it changes when the photo is rotated. Drawn faces have no embedding,
so they are moved in the same way as the photo's other faces.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from photoindex.domain.people import BY_HAND, Decision, FaceRef
from photoindex.domain.people_snapshot import Replaced
from photoindex.domain.thresholds import Thresholds
from photoindex.people.consequences.log import Log
from photoindex.people.decisions.edited_photos import successors, whole_move
from photoindex.people.decisions.face_matching import match_refs

TICK = timedelta(microseconds=1)

# A reference to a face, and the id of that face or None.
_Reference = tuple[FaceRef, int | None]


def carry_over(
    log: Log,
    replaced: Sequence[Replaced],
    thresholds: Thresholds,
    moment: datetime,
    drawn: Mapping[FaceRef, int],
) -> tuple[Log, tuple[Decision, ...], tuple[tuple[str, str], ...]]:
    """Make one "carry" decision for each replaced photo that decisions refer to and whose faces are found again.

    Args:
        moment: the time of the first "carry".
        drawn: maps the drawn faces that exist now to their ids.

    Returns:
        The log including the new decisions, the new decisions by themselves, and the settled pairs (old hash, new
        hash).
    """
    if not replaced:
        return log, (), ()
    references: dict[str, list[_Reference]] = defaultdict(list)
    for decision in log.decisions:
        for ref, face_id in log.spoken_of(decision):
            references[ref.content_hash].append((ref, face_id))
    pending = [item for item in replaced if item.old_hash in references]
    linked = {pair for decision in log.decisions if decision.kind == "carry" for pair in _linked_hashes(decision)}
    said: list[Decision] = []
    for item in pending:
        if frozenset((item.old_hash, item.new_hash)) in linked:
            continue
        pairs = _pairs(item, references[item.old_hash], thresholds)
        if pairs:
            seq = log.decisions[-1].seq + 1
            decision = _carry(item, pairs, seq, moment + len(said) * TICK)
            ids = {ref: face for ref, face in references[item.old_hash] if face is not None}
            ids |= {ref: drawn[ref] for ref in decision.faces if ref in drawn} | match_refs(decision.faces, item.new)
            log = log.adding([decision], ids)
            said.append(decision)
    return log, tuple(said), tuple((item.old_hash, item.new_hash) for item in pending)


def _linked_hashes(decision: Decision) -> Iterable[frozenset[str]]:
    for group in decision.others:
        for new, old in zip(decision.faces, group, strict=False):
            yield frozenset((new.content_hash, old.content_hash))


def _pairs(item: Replaced, references: Sequence[_Reference], thresholds: Thresholds) -> list[tuple[FaceRef, FaceRef]]:
    """Pair each reference to a face in the old photo with the same face in the new photo, if it is found there."""
    heirs = successors(item.old, item.new, item.embeddings, thresholds)
    pairs = [
        (ref, FaceRef(item.new_hash, item.new[heirs[face]], item.fingerprint))
        for ref, face in references
        if face is not None and face in heirs
    ]
    move = whole_move([(item.old[before], item.new[after]) for before, after in heirs.items()])
    if move is not None:
        drawn = [ref for ref, face in references if ref.found_by == BY_HAND and face not in item.old]
        pairs += [(ref, FaceRef(item.new_hash, move(ref.box), BY_HAND)) for ref in drawn]
    return pairs


def _carry(item: Replaced, pairs: Sequence[tuple[FaceRef, FaceRef]], seq: int, at: datetime) -> Decision:
    return Decision(
        seq=seq,
        at=at,
        kind="carry",
        faces=tuple(ref.rounded() for _, ref in pairs),
        others=(tuple(ref for ref, _ in pairs),),
        source=f"photo {item.old_hash[:12]} was edited and is {item.new_hash[:12]} now",
    )
