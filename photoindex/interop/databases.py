"""Read the names in the SQLite databases of other programs, which are found among paths."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.interop.foreign_sqlite import Database, ForeignDatabaseError, opened
from photoindex.interop.photo_names import PhotoNames, Unread
from photoindex.interop.source_files import source_files


@dataclass(frozen=True, slots=True)
class DatabaseKind:
    """The databases of one program.

    - `is_named` says whether a file has the name of such a database. `program` is the name of the program.
    - `columns` are the columns of each table that the database must have, separated by spaces.
    """

    program: str
    is_named: Callable[[str], bool]
    columns: Mapping[str, str]


def names_in_databases(
    kind: DatabaseKind,
    paths: Sequence[Path],
    names_in: Callable[[Database, Path], Iterator[PhotoNames]],
    note: Callable[[Unread], None],
) -> Iterator[PhotoNames]:
    """Yield what `names_in` finds in each database among `paths` or below them. What cannot be read is noted."""
    for file in source_files(paths, kind.is_named, note):
        try:
            with opened(file) as database:
                database.require(kind.columns)
                yield from names_in(database, file)
                if database.changed:
                    note(Unread(file, "unreadable", f"it changed while it was read; close {kind.program}"))
        except ForeignDatabaseError as error:
            note(Unread(file, error.fault, error.detail))
