"""Find the dates of birth and death in the log, as they were typed: "1931-05" says more than its first day."""

from collections.abc import Iterable
from dataclasses import dataclass

from photoindex.domain.people import Decision
from photoindex.people.decisions.standing import in_force


@dataclass(frozen=True, slots=True)
class TypedLife:
    """The dates of a birth and a death, each a year, a month or a day; None if unknown."""

    born: str | None = None
    died: str | None = None


def lives_in(decisions: Iterable[Decision]) -> dict[int, TypedLife]:
    """Map the ids of people to the dates of their lives. The decisions need no faces."""
    lives: dict[int, TypedLife] = {}
    into: dict[int, int] = {}
    for decision in in_force(decisions):
        who = _merged(decision.person_id, into)
        if decision.kind == "lifespan" and who is not None:
            known = lives.get(who, TypedLife())
            lives[who] = TypedLife(decision.born or known.born, decision.died or known.died)
        elif decision.kind == "merge" and who is not None:
            stays = _merged(decision.other_id, into)
            if stays is not None and stays != who:
                into[who] = stays
                theirs, known = lives.pop(who, TypedLife()), lives.get(stays, TypedLife())
                lives[stays] = TypedLife(known.born or theirs.born, known.died or theirs.died)
    return lives


def births_in(decisions: Iterable[Decision]) -> dict[int, str]:
    """Map the ids of people to the dates of their birth. The decisions need no faces."""
    return {who: life.born for who, life in lives_in(decisions).items() if life.born}


def _merged(person_id: int | None, into: dict[int, int]) -> int | None:
    while person_id in into:
        person_id = into[person_id]
    return person_id
