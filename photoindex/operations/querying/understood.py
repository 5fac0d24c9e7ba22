"""Parse a query, and find out whom, when and where it means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from photoindex.domain.names import Match, match_names
from photoindex.domain.people import AssignmentStatus, Person
from photoindex.operations.common.typed_paths import absolute
from photoindex.query.globs import is_path
from photoindex.query.line import Line, line_of
from photoindex.query.meaning import Likeness, Meaning, groups_of
from photoindex.query.parser import parse
from photoindex.query.printing import printed
from photoindex.query.tree import (
    EVERYTHING,
    Age,
    And,
    Dates,
    Flag,
    Leaf,
    Like,
    Measure,
    Months,
    Or,
    Pattern,
    Place,
    Range,
    Saved,
    Someone,
    Tree,
    leaves,
    people_of,
    wanted_leaves,
    wanted_people,
    with_leaves,
)
from photoindex.query.values import read_period
from photoindex.store.database.connection import Connection
from photoindex.store.tables.decisions import decisions_without_faces
from photoindex.store.tables.photo_texts import count_unread

if TYPE_CHECKING:
    from photoindex.operations.querying.places import PlaceFound

# Nothing is exactly as large or as good as a number says.
_MEASURED = ("size", "quality")

LikenessesOf = Callable[[Connection, Sequence[Tree], Line], Mapping[str, Likeness]]


@dataclass(frozen=True, slots=True)
class Narrow:
    """A term that matches one value only, as it is written in a query, and a term that matches more."""

    term: str
    wider: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood.

    - `trees` are queries that must all match; `meaning` says what their words mean.
    - `people` are the people whom the photos must show, and `excluded` other people whom the query names.
    - `without_birth` are people whose age the query asks for, but whose date of birth is unknown. `no_births` means
      that it asks for the age of anybody, and that no date of birth is known.
    - `places` is what the names of places mean. `unplaced` is the number of photos with a position that have no place
      yet, if the query asks for a place, and `unread` the number of photos whose texts have not been read, if it asks
      for texts: the next scan does both.
    - `period` is the period of time, if the query names one. `plain` means that the query consists of people who must
      all be in the photo, and of at most one period.
    """

    trees: tuple[Tree, ...]
    meaning: Meaning
    people: tuple[Match, ...]
    excluded: tuple[Match, ...] = ()
    without_birth: tuple[Person, ...] = ()
    no_births: bool = False
    period: Dates | None = None
    plain: bool = False
    places: "tuple[PlaceFound, ...]" = ()
    unplaced: int = 0
    unread: int = 0

    @property
    def by_likeness(self) -> bool:
        """Whether the query asks for photos that are like another one."""
        return any(isinstance(leaf, Like) for tree in self.trees for leaf in leaves(tree))

    @property
    def narrow(self) -> tuple[Narrow, ...]:
        """The terms that probably say less than the user meant, if no photo matches."""
        terms = dict.fromkeys(leaf for tree in self.trees for leaf in wanted_leaves(tree))
        return tuple(Narrow(printed(term), printed(wider)) for term in terms if (wider := _wider(term)) is not None)

    def for_undated(self) -> str:
        """The query for photos without a date that match otherwise."""
        return " ".join(_in_group(with_leaves(tree, _undated)) for tree in self.trees)


def understood(
    connection: Connection,
    typed: str | Sequence[str],
    persons: Sequence[Person],
    *,
    names: Sequence[str] = (),
    period: tuple[str | None, str | None] = (None, None),
    statuses: Sequence[AssignmentStatus],
    likenesses: LikenessesOf,
) -> Query:
    """Understand a query and the other conditions of a search: names of people who must all be there, and a period.

    `likenesses` finds what is like the photos that the query names.

    Raises:
        NotFoundError: nobody has one of the `names`; the hint gives the closest ones.
        QueryError: the query cannot be understood.
        UsageError: a date is invalid, or the period ends before it begins.
        MissingLibraryError: the query asks for a place, and the package with the gazetteer is not installed.
    """
    trees = _trees(typed, persons, names, period)
    if any(isinstance(leaf, Saved) for tree in trees for leaf in leaves(tree)):
        from photoindex.operations.querying.searches import with_searches  # brings the replay of decisions

        trees = with_searches(connection, trees, typed, persons)
    matches = {each.name: match_names([each.name], persons)[0] for tree in trees for each in people_of(tree)}
    meaning = Meaning(
        persons={name: match.person.person_id for name, match in matches.items()},
        statuses=tuple(statuses),
        today=datetime.now(),
        folders=dict(_folders(trees)),
    )
    people = _once([matches[each.name] for tree in trees for each in wanted_people(tree)])
    excluded = _once([*people, *matches.values()])[len(people) :]
    query = Query(trees, meaning, people, excluded, period=_period(trees), plain=_is_plain(trees))
    terms = [leaf for tree in trees for leaf in leaves(tree)]
    kinds = set(map(type, terms))
    if Place in kinds:
        query = _with_places(connection, query, line_of(typed))
    if any(isinstance(term, Pattern) and term.name == "text" for term in terms):
        query = replace(query, unread=count_unread(connection))
    if Like in kinds:
        query = replace(query, meaning=replace(query.meaning, likenesses=likenesses(connection, trees, line_of(typed))))
    return _with_births(query, births_of(connection), persons) if Age in kinds else query


def _with_places(connection: Connection, query: Query, line: Line) -> Query:
    from photoindex.operations.querying.places import places_in
    from photoindex.store.tables.places import count_unplaced

    places = tuple(places_in(connection, query.trees, line))
    meant = {place.typed: place.meant for place in places}
    return replace(
        query, meaning=replace(query.meaning, places=meant), places=places, unplaced=count_unplaced(connection)
    )


def _wider(term: Leaf) -> Leaf | None:
    if isinstance(term, Pattern) and term.name in ("folder", "file"):
        partial = "*" in term.text or "?" in term.text or (term.name == "folder" and is_path(term.text))
        return None if partial else replace(term, text=f"*{term.text}*")
    if isinstance(term, Measure) and term.name in _MEASURED and term.range.low == term.range.high:
        return replace(term, range=Range(term.range.low, None))
    return None


def _undated(leaf: Leaf) -> Tree:
    return Flag("undated") if isinstance(leaf, Dates | Months | Age) else leaf


def _in_group(tree: Tree) -> str:
    return f"({printed(tree)})" if isinstance(tree, Or) else printed(tree)


def _trees(
    typed: str | Sequence[str], persons: Sequence[Person], names: Sequence[str], period: tuple[str | None, str | None]
) -> tuple[Tree, ...]:
    dates = read_period(*period)
    trees = [And(tuple(Someone(name) for name in names)), dates if any(period) else EVERYTHING, parse(typed, persons)]
    return tuple(tree for tree in trees if tree != EVERYTHING)


def _once(matches: Sequence[Match]) -> tuple[Match, ...]:
    found: dict[int, Match] = {}
    for match in matches:
        found.setdefault(match.person.person_id, match)
    return tuple(found.values())


def _parts(trees: Sequence[Tree]) -> list[Tree]:
    return [part for tree in trees for part in (tree.parts if isinstance(tree, And) else (tree,))]


def _period(trees: Sequence[Tree]) -> Dates | None:
    periods = [part for part in _parts(trees) if isinstance(part, Dates)]
    return periods[0] if len(periods) == 1 else None


def _is_plain(trees: Sequence[Tree]) -> bool:
    parts = _parts(trees)
    return all(isinstance(part, Someone | Dates) for part in parts) and (
        sum(isinstance(part, Dates) for part in parts) <= 1
    )


def _folders(trees: Sequence[Tree]) -> Iterator[tuple[str, Path]]:
    """The folders that were typed as paths."""
    for tree in trees:
        for leaf in leaves(tree):
            if isinstance(leaf, Pattern) and leaf.name == "folder" and is_path(leaf.text):
                yield leaf.text, absolute(Path(leaf.text))


def _with_births(query: Query, births: Mapping[int, tuple[date, date]], persons: Sequence[Person]) -> Query:
    groups = [group for leaf, group in groups_of(query.trees, query.meaning) if isinstance(leaf, Age)]
    unknown = {who for group in groups for who in group.people if who not in births}
    return replace(
        query,
        meaning=replace(query.meaning, births=births),
        without_birth=tuple(person for person in persons if person.person_id in unknown),
        no_births=not births and any(not group.people for group in groups),
    )


def births_of(connection: Connection) -> dict[int, tuple[date, date]]:
    """The first and the last day on which each person may have been born."""
    from photoindex.domain.dates import end_of, start_of
    from photoindex.people.decisions.births import births_in

    typed = births_in(decisions_without_faces(connection))
    return {who: (start_of(text).date(), (end_of(text) - timedelta(days=1)).date()) for who, text in typed.items()}
