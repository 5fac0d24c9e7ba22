"""Merge: record that two people are the same person."""

from dataclasses import dataclass

from photoindex.advice.actions import Action
from photoindex.domain.people import Decision, Person
from photoindex.domain.seen import Seen
from photoindex.errors import UsageError
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.likeness import Unlike, unlike_persons
from photoindex.operations.identities.transaction import UNDO_FIRST, deciding
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import own_faces

__all__ = ["MergeReport", "Unlike", "merge", "merge_if_alike"]


@dataclass(frozen=True, slots=True)
class MergeReport:
    """The person `gone` had `faces` faces. These now belong to the person `stays`, who has `total` faces in `photos`
    photos.
    """

    decision: Decision
    gone: Person
    stays: Person
    faces: int
    total: int
    photos: int


def merge_if_alike(index: Index, gone: str, stays: str, *, seen: Seen | None = None) -> MergeReport | Unlike:
    """Merge as `merge` does, unless the two do not look alike; in that case, record nothing and return the reason.

    Raises:
        IndexFileError: the index does not exist yet.
        NotFoundError: as for `merge`.
        UsageError: as for `merge`.
    """
    with deciding(index, seen=seen) as now:
        return unlike_persons(now.snapshot, now.person(gone), now.person(stays)) or _merge(now, gone, stays)


def merge(index: Index, gone: str, stays: str, *, seen: Seen | None = None) -> MergeReport:
    """Record that two people are the same person, who has the second name from now on.

    Raises:
        NotFoundError: nobody has one of the names.
        UsageError: both names already mean the same person, or a human said that they are different people.
    """
    with deciding(index, seen=seen) as now:
        return _merge(now, gone, stays)


def _merge(now: Deciding, gone: str, stays: str) -> MergeReport:
    one, other = now.person(gone), now.person(stays)
    if one == other:
        raise UsageError(f"{gone} and {stays} are already the same person")
    if (min(one.person_id, other.person_id), max(one.person_id, other.person_id)) in now.state.different_persons:
        raise UsageError(
            f"you said that {one.name} and {other.name} are different people",
            hint=UNDO_FIRST,
            advice=Action.LIST_DECISIONS,
        )
    now.require_seen(face for face, who in now.state.confirmed.items() if who in (one.person_id, other.person_id))
    faces = len(own_faces(now.connection, one.person_id).at)
    decision = now.say("merge", f'merge "{one.name}" "{other.name}"', person=one, other=other)
    now.follow()
    has = own_faces(now.connection, other.person_id)
    return MergeReport(decision, one, other, faces, len(has.at), has.photos)
