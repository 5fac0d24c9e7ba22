"""Find the saved searches with paths in a folder that moves, and write them with the new paths."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from photoindex.errors import QueryError
from photoindex.people.decisions.searches import SavedSearch
from photoindex.query.globs import is_path
from photoindex.query.parser import parse
from photoindex.query.printing import printed
from photoindex.query.tree import Leaf, Like, Pattern, with_leaves


def moved_searches(searches: Mapping[str, SavedSearch], before: Sequence[Path], after: Path) -> Iterator[SavedSearch]:
    """Yield each search that names a path in the folder, with the new path.

    Searches that cannot be understood are left out: a newer version of photoindex may have saved them.

    Args:
        before: the paths under which the folder is known so far.
    """

    def moved(leaf: Leaf) -> Leaf:
        if isinstance(leaf, Pattern) and leaf.name == "folder" and is_path(leaf.text):
            return replace(leaf, text=_moved(leaf.text, before, after))
        return replace(leaf, path=_moved(leaf.path, before, after)) if isinstance(leaf, Like) else leaf

    for search in searches.values():
        try:
            tree = parse(search.query)
        except QueryError:
            # A newer version saved it; it stays as it is.
            continue
        if (changed := with_leaves(tree, moved)) != tree:
            yield replace(search, query=printed(changed))


def _moved(path: str, before: Sequence[Path], after: Path) -> str:
    known = Path(path)
    return next((str(after / known.relative_to(folder)) for folder in before if known.is_relative_to(folder)), path)
