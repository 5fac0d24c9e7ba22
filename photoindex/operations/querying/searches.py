"""Look up the saved searches that a query uses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from photoindex.advice.actions import Action
from photoindex.domain.names import comparable
from photoindex.domain.people import Person
from photoindex.errors import QueryError
from photoindex.people.decisions.searches import KINDS, SavedSearch, searches_in
from photoindex.query.globs import is_path
from photoindex.query.line import line_of
from photoindex.query.parser import parse
from photoindex.query.printing import search_reference
from photoindex.query.saved import expanded, nearest_searches
from photoindex.query.tree import Leaf, Like, Only, Pattern, Saved, Someone, Tree, people_of, with_leaves
from photoindex.store.database.connection import Connection
from photoindex.store.tables.decisions import decisions_without_faces


@dataclass(frozen=True, slots=True)
class Recalled:
    """The tree of a saved search, in which people have the names that they have now. `missing` are the names of people
    in it who do not exist any more; they stand in the tree as they were saved.
    """

    tree: Tree
    missing: tuple[str, ...]


def load_searches(connection: Connection) -> dict[str, SavedSearch]:
    """Map the comparable names of all saved searches to the searches."""
    return searches_in(decisions_without_faces(connection, kinds=KINDS))


def recalled(search: SavedSearch, persons: Sequence[Person]) -> Recalled:
    """Read a saved search.

    Raises:
        QueryError: it cannot be understood: a newer version of photoindex may have saved it.
    """
    names = {person.person_id: person.name for person in persons}
    now = {name: names[who] for name, who in search.people.items() if who in names}
    tree = parse(search.query)
    missing = dict.fromkeys(each.name for each in people_of(tree) if each.name not in now)
    return Recalled(with_names(tree, now), tuple(missing))


def with_names(tree: Tree, names: Mapping[str, str]) -> Tree:
    """The tree with other names for the people in it; those whom `names` lacks keep theirs."""

    def renamed(leaf: Leaf) -> Leaf:
        if isinstance(leaf, Someone):
            return Someone(names.get(leaf.name, leaf.name), leaf.span)
        if isinstance(leaf, Only):
            return Only(tuple(Someone(names.get(each.name, each.name), each.span) for each in leaf.people))
        return leaf

    return with_leaves(tree, renamed)


def with_paths(tree: Tree, change: Callable[[str], str]) -> Tree:
    """The tree with each path in it replaced by what `change` returns: folders that are typed as paths, and photos."""

    def changed(leaf: Leaf) -> Leaf:
        if isinstance(leaf, Pattern) and leaf.name == "folder" and is_path(leaf.text):
            return replace(leaf, text=change(leaf.text))
        return replace(leaf, path=change(leaf.path)) if isinstance(leaf, Like) else leaf

    return with_leaves(tree, changed)


def with_searches(
    connection: Connection, trees: tuple[Tree, ...], typed: str | Sequence[str], persons: Sequence[Person]
) -> tuple[Tree, ...]:
    """The trees of a query, typed like this, with each saved search replaced by its tree.

    Raises:
        QueryError: a saved search does not exist, contains itself, or names somebody who does not exist any more.
    """
    return expand(trees, load_searches(connection), typed, persons)


def expand(
    trees: tuple[Tree, ...],
    searches: Mapping[str, SavedSearch],
    typed: str | Sequence[str],
    persons: Sequence[Person],
) -> tuple[Tree, ...]:
    """Like `with_searches`, with searches that are loaded already."""
    text = line_of(typed).text
    known: dict[str, tuple[str, Tree]] = {}

    def tree_of(saved: Saved, typed_at: Saved) -> tuple[str, Tree]:
        key = comparable(saved.name)
        if key not in known:
            known[key] = _tree_of(searches, saved, typed_at, text, persons)
        return known[key]

    return tuple(expanded(tree, tree_of, text) for tree in trees)


def _tree_of(
    searches: Mapping[str, SavedSearch], saved: Saved, typed_at: Saved, text: str, persons: Sequence[Person]
) -> tuple[str, Tree]:
    search = searches.get(comparable(saved.name))
    if search is None:
        raise _unknown(searches, saved, typed_at, text)
    name = search_reference(search.name)
    try:
        found = recalled(search, persons)
    except QueryError as error:
        raise QueryError(
            f"the saved search {name} cannot be understood: {error.message}", text, *typed_at.span, hint=error.hint
        ) from error
    if found.missing:
        raise QueryError(
            f"the saved search {name} names {found.missing[0]!r}, and nobody has this name any more",
            text,
            *typed_at.span,
            hint="Save the search again without the name, or undo what removed it.",
        )
    return search.name, found.tree


def _unknown(searches: Mapping[str, SavedSearch], saved: Saved, typed_at: Saved, text: str) -> QueryError:
    close = nearest_searches(saved.name, [search.name for search in searches.values()])
    hint = f"Did you mean {' or '.join(map(search_reference, close))}?" if close else ""
    if not searches:
        hint = "No search is saved yet."
    within = "" if saved is typed_at else f", which {search_reference(typed_at.name)} uses"
    return QueryError(
        f"there is no saved search {search_reference(saved.name)}{within}",
        text,
        *typed_at.span,
        hint=hint,
        advice=None if hint else Action.LIST_SEARCHES,
    )
