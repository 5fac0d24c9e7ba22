"""Say what the words of a query mean in one library and on one day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from photoindex.domain.people import AssignmentStatus
from photoindex.query.moments import later
from photoindex.query.tree import And, Leaf, Not, Or, Range, Status, Tree, wanted_people

# Faces are near each other if their centres are at most this many face sizes apart: people who walk side by side are
# 2.6 apart. Of two such faces, one may be at most `NEAR_RATIO` times as large as the other: in whole photos of
# celebrities, smaller faces were people in the background.
NEAR_FACES = 3.0
NEAR_RATIO = 1.5

# The embedder takes faces of this many pixels; more pixels add nothing.
ENOUGH_PIXELS = 112.0


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words of a query mean.

    - `persons` maps each typed name to a person's id.
    - `statuses` are the statuses with which a face counts as a person's.
    - `today` is any moment of the present day, in local time.
    - `births` maps person ids to the first and the last day on which the person may have been born.
    - `folders` maps folders that were typed as paths to absolute paths.
    - `places` maps each typed place to the places of the library that it means.
    - `likenesses` maps each typed path of a photo to the people and faces that are like those in it.
    """

    persons: Mapping[str, int]
    statuses: Sequence[AssignmentStatus]
    today: datetime
    births: Mapping[int, tuple[date, date]] = field(default_factory=dict)
    folders: Mapping[str, Path] = field(default_factory=dict)
    places: Mapping[str, "MeantPlaces"] = field(default_factory=dict)
    likenesses: Mapping[str, "Likeness"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeantPlaces:
    """The places that a typed name means, by their ids: `towns` have the name themselves; `within` are those that lie
    in a region, a country or a continent of that name.
    """

    towns: tuple[int, ...] = ()
    within: tuple[int, ...] = ()


# A photo counts as taken in the nearest town or village up to this distance in metres.
NEAREST_COUNTS = 10_000.0
# Up to this distance, its country and its region count: further away, it lies across the sea.
WITHIN_COUNTS = 300_000.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """Who is like the faces of a photo: the `people` whom it shows, by id, and faces that may show them too, each with
    its highest similarity (cosine) to a face of the photo.
    """

    people: frozenset[int] = frozenset()
    faces: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """The people of whom the face terms of a group speak, by id; without people, they speak of every face. `statuses`
    are the statuses with which a face counts as a person's in this group.
    """

    people: frozenset[int]
    statuses: tuple[AssignmentStatus, ...]


def outermost(meaning: Meaning) -> Group:
    """The group of a term that stands in no group."""
    return Group(frozenset(), tuple(meaning.statuses))


def group_of(tree: And, around: Group, meaning: Meaning) -> Group:
    """The group that an `And` makes. If it names nobody, it speaks of the people of the group around it. A status that
    it asks for counts in it.
    """
    people = frozenset(meaning.persons[each.name] for each in wanted_people(tree))
    asked: list[AssignmentStatus] = [
        part.status for part in tree.parts if isinstance(part, Status) and part.status != "ignored"
    ]
    statuses = tuple(dict.fromkeys([*meaning.statuses, *asked]))
    return Group(people or around.people, statuses)


def groups_of(trees: Sequence[Tree], meaning: Meaning) -> Iterator[tuple[Leaf, Group]]:
    """Every leaf of these queries, with its group."""
    for tree in trees:
        yield from _groups(tree, outermost(meaning), meaning)


def _groups(tree: Tree, group: Group, meaning: Meaning) -> Iterator[tuple[Leaf, Group]]:
    if isinstance(tree, And | Or):
        inside = group_of(tree, group, meaning) if isinstance(tree, And) else group
        for part in tree.parts:
            yield from _groups(part, inside, meaning)
    elif isinstance(tree, Not):
        yield from _groups(tree.part, group, meaning)
    else:
        yield tree, group


def statuses_of(trees: Sequence[Tree], meaning: Meaning) -> tuple[AssignmentStatus, ...]:
    """Every status with which a face counts as a person's in some group of these queries."""
    inside = [status for _, group in groups_of(trees, meaning) for status in group.statuses]
    return tuple(dict.fromkeys([*meaning.statuses, *inside]))


def period_of_age(birth: tuple[date, date], years: Range) -> tuple[datetime, datetime]:
    """The moments between which (start inclusive, end exclusive) a person born between two days may have an age in
    completed years. A photo may show the person at this age if it may have been taken then.
    """
    first, last = (datetime(day.year, day.month, day.day) for day in birth)
    begin = later(first, months=12 * int(years.low or 0))
    end = datetime.max if years.high is None else later(last, months=12 * (int(years.high) + 1))
    return begin, end
