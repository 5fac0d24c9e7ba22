"""Let everything that is known about a photo hold for a content with other metadata, before a file gets it."""

from collections.abc import Mapping, Sequence

from photoindex.domain.people import FaceRef
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.transaction import deciding
from photoindex.people.decisions.face_matching import match_refs
from photoindex.store.jobs.same_picture import SamePicture, add_same_picture, boxes_of
from photoindex.store.opening.index import Index


def know_same_pictures(index: Index, pairs: Sequence[SamePicture]) -> None:
    """Store the new contents with the faces of the old ones, and carry all decisions over.

    After this, a kill at any moment loses no name: a scan that finds the new content knows it already.
    """
    with index.writing() as connection:
        for pair in pairs:
            add_same_picture(connection, pair)
    with deciding(index) as now:
        references = _references(now, {pair.old_hash for pair in pairs})
        linked = _linked(now)
        old: list[FaceRef] = []
        new: list[FaceRef] = []
        for pair in pairs:
            known = references.get(pair.old_hash, {})
            refs = {ref: face for ref, face in known.items() if frozenset((ref, _moved(ref, pair))) not in linked}
            old += refs
            new += _found_again(now, pair, refs)
        if old:
            photos = len({ref.content_hash for ref in old})
            now.say("carry", f"the metadata of {photos:,} photos was written", faces=new, others=[old])
        # Even if everything was carried over before, the new faces have yet to get their names.
        now.follow()


def _found_again(now: Deciding, pair: SamePicture, refs: Mapping[FaceRef, int | None]) -> list[FaceRef]:
    """The same faces in the new content; `refs` maps the old ones to their ids, or to None while they are missing."""
    new = [_moved(ref, pair) for ref in refs]
    now.ids.update(match_refs(new, boxes_of(now.connection, pair.new_hash, now.fingerprint)))
    now.ids.update({ref: face for ref, face in refs.items() if face is not None})
    return new


def _moved(ref: FaceRef, pair: SamePicture) -> FaceRef:
    return FaceRef(pair.new_hash, ref.box, ref.found_by)


def _references(now: Deciding, hashes: set[str]) -> dict[str, dict[FaceRef, int | None]]:
    """Every reference of a decision to a face in these photos, with the id of its face."""
    found: dict[str, dict[FaceRef, int | None]] = {}
    for decision in now.decisions:
        if any(ref.content_hash in hashes for group in decision.groups for ref in group):
            for ref, face in now.log.spoken_of(decision):
                if ref.content_hash in hashes:
                    found.setdefault(ref.content_hash, {})[ref] = face
    return found


def _linked(now: Deciding) -> set[frozenset[FaceRef]]:
    """The pairs of faces that were carried over before."""
    carries = [decision for decision in now.decisions if decision.kind == "carry"]
    return {
        frozenset(pair)
        for decision in carries
        for group in decision.others
        for pair in zip(decision.faces, group, strict=False)
    }
