"""Replace the saved searches in a query by their trees."""

import difflib
from collections.abc import Callable

from photoindex.domain.names import comparable
from photoindex.errors import QueryError
from photoindex.query.parser import DEEPEST, MOST_PARTS, MOST_TERMS
from photoindex.query.printing import search_reference
from photoindex.query.tree import And, Leaf, Not, Or, Saved, Someone, Tree

# Each level of parentheses is at most one `And` in an `Or`.
_DEEPEST_TREE = 2 * DEEPEST

TreeOf = Callable[[Saved, Saved], tuple[str, Tree]]
"""Gives the name of a saved search as it was saved, and its tree. The second argument is the saved search in the typed
query that leads there; an error points to it.
"""


def expanded(tree: Tree, tree_of: TreeOf, text: str) -> Tree:
    """The tree without saved searches. Each of them means the same as its query in parentheses.

    Args:
        text: the typed query, for errors.

    Raises:
        QueryError: a saved search does not exist, or contains itself; or the query becomes too long with them. The
            error points to the search in the typed query that leads there.
    """
    return _Expansion(tree_of, text).of(tree, (), None, 0)


class _Expansion:
    def __init__(self, tree_of: TreeOf, text: str) -> None:
        self._tree_of = tree_of
        self._text = text
        self._parts = 0
        self._terms = 0

    def of(self, tree: Tree, inside: tuple[str, ...], typed: Saved | None, depth: int) -> Tree:
        """Expand a part of the query. `inside` are the searches around it, and `typed` is the first one of them, which
        stands in the typed query.
        """
        if typed is not None and depth > _DEEPEST_TREE:
            raise self._error("the query is nested too deeply with this saved search", typed)
        if isinstance(tree, And):
            return And(tuple(self.of(part, inside, typed, depth + 1) for part in tree.parts))
        if isinstance(tree, Or):
            return Or(tuple(self.of(part, inside, typed, depth + 1) for part in tree.parts))
        if isinstance(tree, Not):
            return Not(self.of(tree.part, inside, typed, depth + 1))
        if isinstance(tree, Saved):
            return self._saved(tree, inside, typed or tree, depth)
        self._count(tree, typed)
        return tree

    def _saved(self, saved: Saved, inside: tuple[str, ...], typed: Saved, depth: int) -> Tree:
        name, tree = self._tree_of(saved, typed)
        around = [comparable(each) for each in inside]
        if comparable(name) in around:
            circle = [*inside[around.index(comparable(name)) :], name]
            listed = ", ".join(map(search_reference, circle))
            raise self._error(
                f"the saved search {search_reference(name)} contains itself: {listed}",
                typed,
                hint="Change one of them, so that they do not form a circle.",
            )
        return self.of(tree, (*inside, name), typed, depth + 1)

    def _count(self, leaf: Leaf, typed: Saved | None) -> None:
        self._parts += 1
        self._terms += not isinstance(leaf, Someone)
        if typed is not None and (self._parts > MOST_PARTS or self._terms > MOST_TERMS):
            hint = f"{MOST_PARTS:,} names and {MOST_TERMS} terms are possible."
            raise self._error("the query is too long with this saved search", typed, hint=hint)

    def _error(self, message: str, typed: Saved, *, hint: str = "") -> QueryError:
        return QueryError(message, self._text, *typed.span, hint=hint)


def nearest_searches(name: str, known: list[str]) -> list[str]:
    """The names of saved searches that resemble a typed one, the most similar first."""
    by_form = {comparable(each): each for each in known}
    return [by_form[form] for form in difflib.get_close_matches(comparable(name), by_form, n=2, cutoff=0.5)]
