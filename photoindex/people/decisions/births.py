"""Find the dates of birth in the log, as they were typed: "1931-05" says more than its first day."""

from collections.abc import Iterable

from photoindex.domain.people import Decision
from photoindex.people.decisions.standing import in_force


def births_in(decisions: Iterable[Decision]) -> dict[int, str]:
    """Map the ids of people to the dates of their birth, a year, a month or a day each. The decisions need no faces."""
    births: dict[int, str] = {}
    into: dict[int, int] = {}
    for decision in in_force(decisions):
        who = _merged(decision.person_id, into)
        if decision.kind == "lifespan" and who is not None and decision.born:
            births[who] = decision.born
        elif decision.kind == "merge" and who is not None:
            stays = _merged(decision.other_id, into)
            if stays is not None and stays != who:
                into[who] = stays
                theirs = births.pop(who, None)
                if theirs is not None:
                    births.setdefault(stays, theirs)
    return births


def _merged(person_id: int | None, into: dict[int, int]) -> int | None:
    while person_id in into:
        person_id = into[person_id]
    return person_id
