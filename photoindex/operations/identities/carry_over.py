"""Carries what was said of a photo to the content that took its place, face by face.

A path whose content changed holds an edited photo or a different one. A face is the same where the embedding says so:
its place alone does not, and after a rotation it does not agree. Faces that a human drew have no embedding; they go
where the photo's other faces went.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from photoindex.domain.people import BY_HAND, Decision, FaceRef
from photoindex.people.decisions.edited_photos import successors, whole_move
from photoindex.store.database.connection import Connection
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.tables.decisions import append_decision, next_moment, next_seq
from photoindex.store.tables.faces import embeddings_of, faces_by_hash
from photoindex.store.tables.replaced_content import Replacement, settle, unsettled


def carry_over(
    connection: Connection, pack: CurrentPack, decisions: Iterable[Decision], places: Mapping[FaceRef, int]
) -> list[Decision]:
    """Append one "carry" for each replaced photo that decisions speak of and whose faces are found again.

    Returns:
        The new decisions.
    """
    pending = unsettled(connection, pack.fingerprint)
    if not pending:
        return []
    decisions = list(decisions)
    linked = {pair for decision in decisions if decision.kind == "carry" for pair in _linked_hashes(decision)}
    refs: dict[str, list[FaceRef]] = defaultdict(list)
    for decision in decisions:
        for ref in dict.fromkeys(ref for group in (decision.faces, *decision.others) for ref in group):
            refs[ref.content_hash].append(ref)
    carried = [
        decision
        for item in pending
        if frozenset((item.old_hash, item.new_hash)) not in linked
        for decision in _carry(connection, pack, item, refs[item.old_hash], places)
    ]
    settle(connection, pending)
    return carried


def _linked_hashes(decision: Decision) -> Iterable[frozenset[str]]:
    for group in decision.others:
        for new, old in zip(decision.faces, group, strict=False):
            yield frozenset((new.content_hash, old.content_hash))


def _carry(
    connection: Connection,
    pack: CurrentPack,
    item: Replacement,
    refs: Sequence[FaceRef],
    places: Mapping[FaceRef, int],
) -> list[Decision]:
    boxes = faces_by_hash(connection, [item.old_hash, item.new_hash], pack.fingerprint)
    old, new = dict(boxes.get(item.old_hash, ())), dict(boxes.get(item.new_hash, ()))
    vectors = embeddings_of(connection, [*old, *new])
    heirs = successors(old, new, vectors, pack.thresholds)
    pairs = [
        (ref, FaceRef(item.new_hash, new[heirs[places[ref]]], pack.fingerprint))
        for ref in refs
        if places.get(ref) in heirs
    ]
    move = whole_move([(old[before], new[after]) for before, after in heirs.items()])
    if move is not None:
        drawn = [ref for ref in refs if ref.found_by == BY_HAND and places.get(ref) not in old]
        pairs += [(ref, FaceRef(item.new_hash, move(ref.box), BY_HAND)) for ref in drawn]
    if not pairs:
        return []
    decision = Decision(
        seq=next_seq(connection),
        at=next_moment(connection),
        kind="carry",
        faces=tuple(ref for _, ref in pairs),
        others=(tuple(ref for ref, _ in pairs),),
        source=f"photo {item.old_hash[:12]} was edited and is {item.new_hash[:12]} now",
    )
    return [append_decision(connection, decision)]
