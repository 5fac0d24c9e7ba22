"""Save: give a query a name, under which other queries use it; list and delete the saved ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.domain.names import clean_search_name, comparable, match_names
from photoindex.domain.people import Decision, Person
from photoindex.errors import NotFoundError, QueryError, UsageError
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.querying.searches import expand, load_searches, recalled, with_names, with_paths
from photoindex.people.decisions.searches import KINDS, SavedSearch, searches_in
from photoindex.query.line import LONGEST
from photoindex.query.parser import parse
from photoindex.query.printing import printed, search_reference
from photoindex.query.saved import nearest_searches
from photoindex.query.tree import EVERYTHING, Tree, people_of
from photoindex.store.opening.index import Index
from photoindex.store.tables.people import load_persons

__all__ = ["ListedSearch", "SaveReport", "delete_search", "list_searches", "save_search", "search_reference"]


@dataclass(frozen=True, slots=True)
class ListedSearch:
    """A saved search: its name, its query with the names that people have now, and when it was saved (UTC). `missing`
    are the names of people in it who no longer exist. The search cannot be used while a name is missing, or if this
    version does not understand the query: then `understood` is false.
    """

    name: str
    query: str
    saved_at: datetime
    missing: tuple[str, ...] = ()
    understood: bool = True


@dataclass(frozen=True, slots=True)
class SaveReport:
    """The saved search, and the one of this name that was there `before`. There is a `decision` if the index changed;
    without it, `before` has the same query, or was not replaced.
    """

    search: ListedSearch
    before: ListedSearch | None
    decision: Decision | None


def save_search(index: Index, name: str, query: str | Sequence[str], *, replace_other: bool = False) -> SaveReport:
    """Save a query. It keeps its meaning when people are renamed or merged later; relative dates stay relative.

    Args:
        replace_other: whether to replace another query that was saved under this name.

    Raises:
        QueryError: the query is empty or cannot be understood, or would contain itself.
        UsageError: the name cannot be used.
    """
    name = clean_search_name(name)
    with deciding(index) as now:
        persons = list(now.state.persons.values())
        searches = searches_in(item for item in now.decisions if item.kind in KINDS)
        tree, people = _resolved(parse(query, persons), persons)
        text = printed(tree)
        _check(text, tree)
        made = SavedSearch(name, text, {each.name: each.person_id for each in people}, datetime.min)
        expand((tree,), {**searches, comparable(name): made}, text if isinstance(query, str) else query, persons)
        found = searches.get(comparable(name))
        before = _listed(found, persons) if found else None
        listed = ListedSearch(name, text, datetime.min)
        if before is not None and (before.query == text or not replace_other):
            return SaveReport(replace(listed, saved_at=before.saved_at), before, None)
        source = f"save {search_reference(name)} {text}"
        decision = now.say_search(source, name, text, people)
        now.follow()
        return SaveReport(replace(listed, saved_at=decision.at), before, decision)


def delete_search(index: Index, name: str) -> SaveReport:
    """Delete a saved search.

    Raises:
        NotFoundError: there is no saved search of this name; the hint gives the closest one.
    """
    name = clean_search_name(name)
    with deciding(index) as now:
        searches = searches_in(item for item in now.decisions if item.kind in KINDS)
        found = searches.get(comparable(name))
        if found is None:
            close = nearest_searches(name, [search.name for search in searches.values()])
            hint = f"Did you mean {' or '.join(map(search_reference, close))}?" if close else ""
            raise NotFoundError(
                f"there is no saved search {search_reference(name)}",
                hint=hint,
                advice=None if hint else Action.LIST_SEARCHES,
            )
        listed = _listed(found, list(now.state.persons.values()))
        decision = now.say_search(f"save --delete {search_reference(found.name)}", found.name, "", ())
        now.follow()
        return SaveReport(listed, listed, decision)


def list_searches(index: Index) -> list[ListedSearch]:
    """List the saved searches, sorted by name."""
    with index.reading() as connection:
        searches, persons = load_searches(connection), load_persons(connection)
    return [_listed(search, persons) for search in searches.values()]


def _listed(search: SavedSearch, persons: Sequence[Person]) -> ListedSearch:
    try:
        found = recalled(search, persons)
    except QueryError:
        return ListedSearch(search.name, search.query, search.saved_at, understood=False)
    return ListedSearch(search.name, printed(found.tree), search.saved_at, found.missing)


def _resolved(tree: Tree, persons: Sequence[Person]) -> tuple[Tree, list[Person]]:
    """The tree with whole names and absolute paths, and the people in it."""
    typed = [each.name for each in people_of(tree)]
    matches = {name: match_names([name], persons)[0].person for name in typed}
    tree = with_names(tree, {name: person.name for name, person in matches.items()})
    return with_paths(tree, lambda path: str(absolute(Path(path)))), _once(matches.values())


def _once(persons: Iterable[Person]) -> list[Person]:
    return list({person.person_id: person for person in persons}.values())


def _check(text: str, tree: Tree) -> None:
    if tree == EVERYTHING:
        raise UsageError("the query is empty", hint="Type what to find, such as a name.")
    if len(text) > LONGEST:
        raise UsageError(f"the query has {len(text):,} characters with whole names", hint=f"{LONGEST:,} are possible.")
