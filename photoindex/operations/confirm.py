"""Confirm: record that faces are correctly assigned."""

from collections import defaultdict

from photoindex.domain.people import Decision
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError
from photoindex.operations.identities.targets import faces_of
from photoindex.operations.identities.transaction import deciding
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow


def confirm(index: Index, target: Target) -> list[Decision]:
    """Record that faces are correctly assigned: all automatic faces of a cluster or a person, or any single faces.

    Returns:
        One decision for each person.

    Raises:
        NotFoundError: the target does not exist, or no face of it is automatically assigned or suggested.
    """
    wanted = ("automatic", "suggested") if target.kind == "face" else ("automatic",)
    with deciding(index) as now:
        by_person: dict[int, list[FaceRow]] = defaultdict(list)
        for row in faces_of(now.connection, target):
            single = target.kind == "face" and row.face_id in now.state.grouped
            if row.person_id is not None and (row.status in wanted or single):
                by_person[row.person_id].append(row)
        if not by_person:
            raise NotFoundError(
                f"there is nothing to confirm: {target} is not assigned to anybody, or is confirmed already"
            )
        for who, rows in by_person.items():
            person = now.state.persons[who]
            now.say("confirm", f"confirm {target}", faces=rows, person=person, as_group=target.is_group)
        now.follow()
        return now.said
