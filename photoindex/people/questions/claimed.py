"""Propose names for units from the names that other programs gave to whole photos."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.claims import ClaimedNames
from photoindex.domain.names import comparable
from photoindex.domain.people import Person
from photoindex.people.claimed.where import Where, solve
from photoindex.people.parties import IGNORED, NOBODY, Party
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.units import Units

_NO_GROUP: Final = -1
_NO_UNIT: Final = -1
_NO_NAME: Final = -1

# A name is proposed as the answer only if it is nearly certain, and if more than one photo says so: a single photo
# cannot tell a right name from a wrong one.
_SURE, _FEWEST = 0.95, 2

# A less certain name is only mentioned.
_WORTH_MENTIONING = 0.7

# Of the photos of a unit, at least this share carries its name, compared with the photos that carry any name. Somebody
# whom the program does not know may be beside a person whose faces were not found.
_LEAST_SHARE = 0.5

# A name is contested if another unit in one of the photos may have it, with this probability at least, unless it is 20
# times less likely to have it.
_RIVAL, _MARGIN = 0.2, 3.0


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """What other programs say about faces that have no name yet.

    `photos` of the `of` photos that carry the `name` show one of the faces, which are in `shown` photos. `programs` are
    those that say so, sorted. `person_id` is the person who has that name, or whom these programs call so; None if
    nobody does. `probability` is the chance in 0..1 that the name is right. `sure` says whether that is enough to
    propose the name as the answer.
    """

    name: str
    programs: tuple[str, ...]
    photos: int
    of: int
    shown: int
    person_id: int | None
    probability: float
    sure: bool


def claimed_by_unit(
    units: Units, rules: ProposalRules, claims: ClaimedNames, persons: Mapping[int, Person]
) -> Mapping[int, NameEvidence]:
    """The best name for each unit of nobody, if other programs claim a name that may be theirs.

    No name is proposed against what a human said, or for a unit that shares a photo with another one that may have the
    name as well.
    """
    if len(claims.photo) == 0 or len(units) == 0:
        return {}
    groups = _Groups(units)
    known = _known(groups, claims, persons)
    where = solve(units.faces.photo[groups.faces], groups.of_face, claims.photo, claims.name, known)
    pairs = _Pairs(where, groups, claims)
    person_of = {int(known[group]): who for group, who in enumerate(groups.parties) if known[group] >= 0}
    for pair in pairs.by_certainty():
        who = groups.parties[int(where.group[pair])]
        if who >= 0 and pairs.sure[pair]:
            person_of.setdefault(int(where.name[pair]), who)
    found: dict[int, NameEvidence] = {}
    for pair in pairs.by_certainty():
        group, person = int(where.group[pair]), person_of.get(int(where.name[pair]))
        unit = groups.units[group]
        if groups.parties[group] != NOBODY or unit in found or pairs.is_contested(pair):
            continue
        if person is None or not rules.forbid_person(units.ids(unit), units.photos(unit), person):
            found[unit] = pairs.evidence(pair, person)
    return found


class _Groups:
    """The units of nobody and the persons: those that may have a claimed name.

    `of_face` is int64 (f,), the group of each of the `faces` (rows) that have one. For each group, `units` holds its
    only unit, or `_NO_UNIT` for a person, and `parties` its party.
    """

    def __init__(self, units: Units) -> None:
        open_units = np.flatnonzero(units.party == NOBODY)
        persons = np.unique(units.party[units.party >= 0])
        group = np.full(len(units), _NO_GROUP, dtype=np.int64)
        group[open_units] = np.arange(len(open_units))
        named = np.flatnonzero(units.party >= 0)
        group[named] = len(open_units) + np.searchsorted(persons, units.party[named])
        self.units = [*open_units.tolist(), *[_NO_UNIT] * len(persons)]
        self.parties = [*[NOBODY] * len(open_units), *map(Party, persons.tolist())]
        self.faces = np.flatnonzero(units.party[units.of_face] != IGNORED)
        self.of_face = group[units.of_face[self.faces]]
        pairs = np.unique(np.stack([self.of_face, units.faces.photo[self.faces]]), axis=1)
        self.group, self.photo = pairs[0], pairs[1]
        self._starts = np.searchsorted(self.group, np.arange(len(self.parties) + 1))

    def photos(self, group: int) -> NDArray[np.int64]:
        """The photos of a group, ascending."""
        return np.asarray(self.photo[self._starts[group] : self._starts[group + 1]], dtype=np.int64)


def _known(groups: _Groups, claims: ClaimedNames, persons: Mapping[int, Person]) -> NDArray[np.int64]:
    """The claimed name that each group has already, or `_NO_NAME`: int64 (g,)."""
    number = {comparable(name): at for at, name in enumerate(claims.names)}
    known = (comparable(persons[who].name) if who in persons else "" for who in groups.parties)
    names = (number.get(name, _NO_NAME) for name in known)
    return np.fromiter(names, dtype=np.int64, count=len(groups.parties))


class _Pairs:
    """What `solve` found, as proposals; `sure` is bool (e,)."""

    def __init__(self, where: Where, groups: _Groups, claims: ClaimedNames) -> None:
        self._where, self._groups, self._claims = where, groups, claims
        self._carriers = np.bincount(claims.name, minlength=len(claims.names))
        photos = np.bincount(groups.group, minlength=len(groups.parties))
        covered = float(np.isin(groups.photo, claims.photo).mean())
        is_often = where.photos >= _LEAST_SHARE * covered * photos[where.group]
        self.sure = (where.probability >= _SURE) & (where.photos >= _FEWEST) & is_often

    def by_certainty(self) -> Iterator[int]:
        """The pairs that are worth mentioning: the sure ones first, then those with the greatest odds."""
        rows = np.flatnonzero(self._where.probability >= _WORTH_MENTIONING)
        order = np.lexsort((rows, -self._where.odds[rows], ~self.sure[rows]))
        yield from rows[order].tolist()

    def is_contested(self, pair: int) -> bool:
        """Whether another group in one of the photos may have the name."""
        group, name = int(self._where.group[pair]), int(self._where.name[pair])
        least = self._where.odds[pair] - _MARGIN
        rivals = (self._rivals.get((name, photo), ()) for photo in self._groups.photos(group).tolist())
        return any(other != group and odds > least for those in rivals for other, odds in those)

    @cached_property
    def _rivals(self) -> Mapping[tuple[int, int], list[tuple[int, float]]]:
        """The groups that may have a name in a photo, with their odds."""
        where = self._where
        found: dict[tuple[int, int], list[tuple[int, float]]] = {}
        for pair in np.flatnonzero(where.probability >= _RIVAL).tolist():
            group, name = int(where.group[pair]), int(where.name[pair])
            for photo in self._groups.photos(group).tolist():
                found.setdefault((name, photo), []).append((group, float(where.odds[pair])))
        return found

    def evidence(self, pair: int, person: int | None) -> NameEvidence:
        name = int(self._where.name[pair])
        return NameEvidence(
            name=self._claims.names[name],
            programs=self._claims.programs[name],
            photos=int(self._where.photos[pair]),
            of=int(self._carriers[name]),
            shown=len(self._groups.photos(int(self._where.group[pair]))),
            person_id=person,
            probability=float(self._where.probability[pair]),
            sure=bool(self.sure[pair]),
        )
