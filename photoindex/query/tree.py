"""Define the tree of a query: what every photo that is found must show, and when, where and how it was taken.

Trees are compared by what they mean: the places of the words in the line (`span`) do not count.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """A part of the typed line: the positions of its first character and of the character after its last one."""

    start: int
    end: int


_NOWHERE = Span(0, 0)

FlagName = Literal["unnamed", "stranger", "twice", "together", "undated"]
StatusName = Literal["confirmed", "automatic", "suggested", "ignored"]


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high`, both inclusive; None if there is no limit. With `strict`, one limit is set, and the
    limit itself does not count.
    """

    low: float | None
    high: float | None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Someone:
    """The photo shows the person whom this typed name matches."""

    name: str
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """The photo matches the saved search of this name; `photoindex.query.saved` puts its tree here."""

    name: str
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Only:
    """The photo shows these people and no other face."""

    people: tuple[Someone, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A term without a value:

    - unnamed: a face belongs to nobody; stranger: a face was ignored as a stranger;
    - twice: two faces belong to the same person;
    - together: the people who are named beside it are near each other;
    - undated: it is not known when the photo was taken.
    """

    name: FlagName
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Count:
    """The photo has this number of faces."""

    faces: Range


@dataclass(frozen=True, slots=True)
class Dates:
    """The photo was taken from `first` to `last`, both inclusive; None if there is no limit. Each is a year, a month, a
    day, or a day relative to today, such as "2004-07", "today", "yesterday", "-30d", "-2w", "-6m" or "-1y".
    """

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Months:
    """The photo was taken in one of these months (1 to 12) of any year. If `first` is greater than `last`, the months
    are those from `first` over the turn of the year to `last`.
    """

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Age:
    """A person had this age in completed years."""

    years: Range
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """A face has this confidence (0 to 1), this size in pixels, or this quality (0 to 1)."""

    name: Literal["confidence", "size", "quality"]
    range: Range


@dataclass(frozen=True, slots=True)
class Status:
    """A face has this status."""

    status: StatusName


@dataclass(frozen=True, slots=True)
class Pattern:
    """A file that holds the photo has this folder, name or ending, or the photo has this camera or this text in its
    title, caption or keywords. In folders and names, `*` stands for any characters and `?` for one character.
    """

    name: Literal["folder", "file", "ext", "camera", "text"]
    text: str
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """The photo was taken at most `metres` from a place; `latitude` and `longitude` are in degrees, north and east
    positive.
    """

    latitude: float
    longitude: float
    metres: float


@dataclass(frozen=True, slots=True)
class Place:
    """The photo was taken in a place of this name: a town, a region, a country or a continent."""

    name: str
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Like:
    """The photo shows somebody whom the photo at this typed path shows too."""

    path: str
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The photo does not match `part`."""

    part: "Tree"


@dataclass(frozen=True, slots=True)
class And:
    """The photo matches all `parts`; without parts, every photo matches. An `And` is a group: terms about faces speak
    of the people who are named in their group.
    """

    parts: "tuple[Tree, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """The photo matches at least one of the `parts`."""

    parts: "tuple[Tree, ...]"


FaceTerm = Age | Measure | Status
"""Terms about a face. Those of one group must be true of the same face."""

Leaf = Someone | Saved | Only | Flag | Count | Dates | Months | Age | Measure | Status | Pattern | Near | Place | Like
Tree = Leaf | Not | And | Or

EVERYTHING = And(())
NOTHING = Not(EVERYTHING)


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Every leaf of the tree, from left to right."""
    if isinstance(tree, And | Or):
        for part in tree.parts:
            yield from leaves(part)
    elif isinstance(tree, Not):
        yield from leaves(tree.part)
    else:
        yield tree


def with_leaves(tree: Tree, change: Callable[[Leaf], Tree]) -> Tree:
    """The tree with each leaf replaced by what `change` returns for it."""
    if isinstance(tree, And):
        return And(tuple(with_leaves(part, change) for part in tree.parts))
    if isinstance(tree, Or):
        return Or(tuple(with_leaves(part, change) for part in tree.parts))
    if isinstance(tree, Not):
        return Not(with_leaves(tree.part, change))
    return change(tree)


def people_of(tree: Tree) -> Iterator[Someone]:
    """Everybody whom the tree names, with repetition."""
    for leaf in leaves(tree):
        if isinstance(leaf, Someone):
            yield leaf
        elif isinstance(leaf, Only):
            yield from leaf.people


def wanted_leaves(tree: Tree) -> Iterator[Leaf]:
    """Every leaf of the tree outside of a `Not`, from left to right."""
    if isinstance(tree, And | Or):
        for part in tree.parts:
            yield from wanted_leaves(part)
    elif not isinstance(tree, Not):
        yield tree


def wanted_people(tree: Tree) -> Iterator[Someone]:
    """Everybody whom the tree names outside of a `Not`, with repetition."""
    for leaf in wanted_leaves(tree):
        yield from people_of(leaf)
