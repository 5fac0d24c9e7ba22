"""Unlabel: record that faces are wrongly assigned or wrongly ignored."""

from collections import defaultdict

from photoindex.domain.people import Decision
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError
from photoindex.operations.identities.targets import faces_of
from photoindex.operations.identities.transaction import deciding
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow


def unlabel(index: Index, target: Target) -> list[Decision]:
    """Record that faces are not the person they are assigned to, or that they must not be ignored.

    Returns:
        One decision for each person that loses faces.

    Raises:
        NotFoundError: the target does not exist, or none of its faces has a name or is ignored.
    """
    with deciding(index) as now:
        by_person: dict[int | None, list[FaceRow]] = defaultdict(list)
        for row in faces_of(now.connection, target):
            if row.status not in ("none", "suggested"):
                by_person[row.person_id].append(row)
        if not by_person:
            raise NotFoundError(f"there is nothing to remove: {target} has no name and is not ignored")
        for who, rows in by_person.items():
            now.say("unlabel", f"unlabel {target}", faces=rows, as_group=target.is_group,
                    person=now.state.persons.get(who) if who else None)  # fmt: skip
        now.follow()
        return now.said
