"""Forbid proposals that contradict a human or would put one person into a photo twice."""

from collections.abc import Sequence

from photoindex.domain.people import PeopleState
from photoindex.people.parties import IGNORED, Party
from photoindex.people.questions.units import Units

# A side of an entry of `PeopleState.apart`: the number of the entry and the number of the side.
_Side = tuple[int, int]


class ProposalRules:
    """The rules that say which proposals must not be made in a given state of the decisions."""

    def __init__(self, units: Units, state: PeopleState) -> None:
        self._units = units
        self._state = state
        self._sides: dict[int, set[_Side]] = {}
        for entry, sides in enumerate(state.apart):
            for side, faces in enumerate(sides):
                for face in faces:
                    self._sides.setdefault(face, set()).add((entry, side))
        self._sides_of_person: dict[int, set[_Side]] = {}
        for face, who in state.confirmed.items():
            if face in self._sides:
                self._sides_of_person.setdefault(who, set()).update(self._sides[face])

    def forbid_person(self, face_ids: Sequence[int], photos: frozenset[int], party: Party) -> bool:
        """Whether the proposal that these faces are this person is forbidden. For `IGNORED`, the proposal is to ignore
        the faces.
        """
        wanted = None if party == IGNORED else party
        if any(wanted in self._state.forbidden(face) for face in face_ids):
            return True
        if party == IGNORED:
            return False
        if not photos.isdisjoint(self._units.photos_of(party)):
            return True
        return _told_apart(self._sides_of(face_ids), self._sides_of_person.get(party, set()))

    def forbid_pair(self, one: int, other: int) -> bool:
        """Whether the proposal that two unnamed units are one person is forbidden."""
        if not self._units.photos(one).isdisjoint(self._units.photos(other)):
            return True
        return _told_apart(self._sides_of(self._units.ids(one)), self._sides_of(self._units.ids(other)))

    def forbid_merge(self, one: Party, other: Party) -> bool:
        """Whether the proposal that two persons are one person is forbidden."""
        if (min(one, other), max(one, other)) in self._state.different_persons:
            return True
        if not self._units.photos_of(one).isdisjoint(self._units.photos_of(other)):
            return True
        if _told_apart(self._sides_of_person.get(one, set()), self._sides_of_person.get(other, set())):
            return True
        return any(
            {self._state.confirmed.get(face)} | whom >= {one, other} for face, whom in self._state.rejected.items()
        )

    def _sides_of(self, face_ids: Sequence[int]) -> set[_Side]:
        if not self._sides:
            return set()
        return set().union(*(self._sides.get(face, set()) for face in face_ids))


def _told_apart(one: set[_Side], other: set[_Side]) -> bool:
    """Whether the two sets contain different sides of the same entry."""
    return any(entry == entry_2 and side != side_2 for entry, side in one for entry_2, side_2 in other)
