"""Unlabel: record that faces are wrongly assigned, wrongly ignored, or faces after all."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from photoindex.domain.people import Decision
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError
from photoindex.operations.identities.transaction import deciding
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow

Was = Literal["person", "ignored", "not-a-face"]


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A decision about faces that were the person of the decision, were ignored, or were not faces."""

    decision: Decision
    was: Was


def unlabel(index: Index, target: Target, *, seen: Seen | None = None) -> list[Unlabelled]:
    """Record that faces are not the person they are assigned to, that they must not be ignored, or that detections are
    faces after all.

    Returns:
        One decision for each person that loses faces, one for ignored faces and one for detections.

    Raises:
        NotFoundError: the target does not exist, or none of its faces has a name, is ignored or is not a face.
    """
    with deciding(index, seen=seen) as now:
        by_person: dict[tuple[Was, int | None], list[FaceRow]] = defaultdict(list)
        for row in now.faces_of(target):
            if row.status not in ("none", "suggested"):
                by_person[_was(row), row.person_id].append(row)
        if not by_person:
            raise NotFoundError(f"there is nothing to remove: {target} has no name and is not ignored")
        for (_, who), rows in by_person.items():
            now.say("unlabel", f"unlabel {target}", faces=rows, as_group=target.is_group,
                    person=now.state.persons.get(who) if who else None)  # fmt: skip
        now.follow()
        return [Unlabelled(decision, was) for decision, (was, _) in zip(now.said, by_person, strict=True)]


def _was(row: FaceRow) -> Was:
    if row.status == "not-a-face":
        return "not-a-face"
    return "ignored" if row.person_id is None else "person"
