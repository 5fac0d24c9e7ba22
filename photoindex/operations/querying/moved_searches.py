"""Find the saved searches with paths in a folder that moves, and write them with the new paths."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from photoindex.errors import QueryError
from photoindex.operations.querying.searches import with_paths
from photoindex.people.decisions.searches import SavedSearch
from photoindex.query.parser import parse
from photoindex.query.printing import printed


def moved_searches(searches: Mapping[str, SavedSearch], before: Sequence[Path], after: Path) -> Iterator[SavedSearch]:
    """Yield each search that names a path in the folder, with the new path.

    Searches that cannot be understood are left out: a newer version of photoindex may have saved them.

    Args:
        before: the paths under which the folder is known so far.
    """
    for search in searches.values():
        try:
            tree = parse(search.query)
        except QueryError:
            # A newer version saved it; it stays as it is.
            continue
        if (changed := with_paths(tree, lambda path: _moved(path, before, after))) != tree:
            yield replace(search, query=printed(changed))


def _moved(path: str, before: Sequence[Path], after: Path) -> str:
    known = Path(path)
    return next((str(after / known.relative_to(folder)) for folder in before if known.is_relative_to(folder)), path)
