"""Find the searches that users saved, and the people whom the names in them mean now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from photoindex.domain.names import comparable
from photoindex.domain.people import Decision, DecisionKind
from photoindex.people.decisions.standing import in_force

KINDS: tuple[DecisionKind, ...] = ("search", "merge", "import", "undo")
"""The kinds of decisions that saved searches depend on."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A saved search: its name, its query as text, the ids of the people whom the names in the text mean, and when it
    was saved (UTC).
    """

    name: str
    query: str
    people: Mapping[str, int]
    saved_at: datetime


def searches_in(decisions: Iterable[Decision]) -> dict[str, SavedSearch]:
    """Map the comparable names of all saved searches to the searches, sorted by name. Decisions of other kinds than
    `KINDS` may be left out, and the decisions need no faces.
    """
    latest: dict[str, Decision] = {}
    into: dict[int, int] = {}
    for decision in in_force(decisions):
        if decision.kind == "search":
            latest[comparable(decision.search)] = decision
        elif decision.kind == "merge" and decision.person_id is not None and decision.other_id is not None:
            gone, stays = _merged(decision.person_id, into), _merged(decision.other_id, into)
            if gone != stays:
                into[gone] = stays
    return {
        key: SavedSearch(
            said.search,
            said.query,
            {person.name: _merged(person.person_id, into) for person in said.query_people},
            said.at,
        )
        for key, said in sorted(latest.items())
        if said.query
    }


def _merged(person_id: int, into: Mapping[int, int]) -> int:
    while person_id in into:
        person_id = into[person_id]
    return person_id
