"""Move: tell the index that a folder of photos has moved. No photo is read or touched."""

from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.people import Person
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.common.index_lock import alone
from photoindex.operations.common.roots_on_disk import there
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.identities.transaction import deciding_in
from photoindex.operations.querying.moved_searches import moved_searches
from photoindex.operations.querying.searches import load_searches
from photoindex.originals import spelled
from photoindex.query.printing import search_reference
from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import path_of, prefix_of, text_of
from photoindex.store.jobs.relocation import collisions, files_below, rewrite
from photoindex.store.jobs.removal import paths_below
from photoindex.store.opening.index import Index
from photoindex.store.tables.roots import put_root, root_paths

__all__ = ["MoveReport", "move", "search_reference"]

# The number of files to check at the new path, spread over the tree. Some may have been deleted since the last scan.
_SAMPLE = 200
_MOST_DIFFERING = 0.1


@dataclass(frozen=True, slots=True)
class MoveReport:
    """The number of files with a new path. Of the `sampled` files, `differing` are missing or have a different size.
    `searches` are the names of the saved searches with paths in the folder, which have the new paths now.
    """

    files: int
    sampled: int
    differing: int
    searches: tuple[str, ...] = ()


def move(index: Index, old: Path, new: Path) -> MoveReport:
    """Change the path of everything that the index knows below `old` to a path below `new`. Saved searches with such
    paths are saved again with the new paths.

    Raises:
        UsageError: `new` does not exist, does not hold the same files, or holds files that the index knows already.
        NotFoundError: the index knows nothing below `old`.
        IndexLockedError: a scan is running.
    """
    if not absolute(new).exists():
        raise UsageError(f"there is no folder at {absolute(new)}", hint="Move the photos first, then tell the index.")
    with index.reading() as connection:
        before, after = (text_of(path) for path in _known_names(connection, absolute(old), absolute(new)))
    if before == after:
        raise UsageError("both folders are the same")
    with alone(index, "move", [path_of(before), path_of(after)]), index.writing() as connection:
        files = files_below(connection, before)
        if not files:
            raise NotFoundError(f"the index knows no photo below {path_of(before)}", advice=Action.LIST_FOLDERS)
        taken = collisions(connection, before, after)
        if taken:
            raise UsageError(
                f"{len(taken):,} of these files would replace other photos, such as {path_of(taken[0])}",
                hint=f"{path_of(after)} held other photos when it was scanned. Scan it again if it was emptied since.",
            )
        report = _compared(files, before, after)
        rewrite(connection, before, after)
        put_root(connection, path_of(after))
        return replace(report, searches=_save_again(connection, (path_of(before), absolute(old)), path_of(after)))


def _save_again(connection: Connection, before: tuple[Path, ...], after: Path) -> tuple[str, ...]:
    """Save the searches again that name a path in the moved folder. Returns their names."""
    searches = list(moved_searches(load_searches(connection), before, after))
    if searches:
        now = deciding_in(connection)
        for search in searches:
            people = [Person(person_id, name) for name, person_id in search.people.items()]
            now.say_search(f"save {search_reference(search.name)} {search.query}", search.name, search.query, people)
        now.follow()
    return tuple(search.name for search in searches)


def _known_names(connection: Connection, old: Path, new: Path) -> tuple[Path, Path]:
    """Both folders as the index spells them, because the index may know `old`, or a parent of `new`, under another
    path. Giving a folder a new path, without moving it on the disk, counts as a move too.
    """
    roots = there(root_paths(connection))
    before = old if paths_below(connection, "file", text_of(old)) else spelled(old, roots)
    return before, spelled(new, [root for root in roots if not root.is_relative_to(before)])


def _compared(files: list[tuple[str, int, bool]], old: str, new: str) -> MoveReport:
    present = [(path, size) for path, size, missing in files if not missing]
    sample = present[:: max(1, len(present) // _SAMPLE)]
    prefix = prefix_of(old)
    moved = [(new if path == old else prefix_of(new) + path.removeprefix(prefix), size) for path, size in sample]
    differing = [path for path, size in moved if _size_of(path_of(path)) != size]
    if len(differing) > _MOST_DIFFERING * len(sample):
        raise UsageError(
            f"{path_of(new)} does not hold the same photos: of {len(sample)} files checked, "
            f"{len(differing)} are missing or differ in size, such as {path_of(differing[0])}",
            hint="Nothing was changed. Name the folder that replaces the old one.",
        )
    return MoveReport(len(files), len(sample), len(differing))


def _size_of(path: Path) -> int | None:
    try:
        return numbers_of(path.stat()).size
    except OSError:
        return None
