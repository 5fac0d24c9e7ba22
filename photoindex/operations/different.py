"""Different: record that two clusters, faces or persons are different people."""

from collections.abc import Sequence

from photoindex.advice.actions import Action
from photoindex.domain.people import Decision
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import UsageError
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.transaction import deciding
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow


def different(index: Index, one: Target, other: Target, *, seen: Seen | None = None) -> Decision:
    """Record that two clusters, faces or persons are different people, so that they are never joined again.

    Raises:
        NotFoundError: one of them does not exist.
        UsageError: they are the same person, or share faces.
    """
    with deciding(index, seen=seen) as now:
        source = f"different {one} {other.which}"
        if one.kind == other.kind == "person":
            first, second = now.person(one.name), now.person(other.name)
            if first == second:
                raise UsageError(f"{one.name} and {other.name} are the same person")
            now.say("different", source, person=first, other=second)
        else:
            left, right = now.faces_of(one), now.faces_of(other)
            if {row.face_id for row in left} & {row.face_id for row in right}:
                raise UsageError(f"{one} and {other} share faces", advice=Action.SPLIT)
            _say_apart(now, left, right, source)
        now.follow()
        return now.said[0]


def _say_apart(now: Deciding, left: Sequence[FaceRow], right: Sequence[FaceRow], source: str) -> None:
    now.say("different", source, faces=left, others=[right])
