"""Failures: list the files that could not be read, with the reasons."""

from photoindex.store.opening.index import Index
from photoindex.store.tables.photos import FailureRow, list_failures

__all__ = [
    "FailureRow",
    "failures",
]


def failures(index: Index) -> list[FailureRow]:
    """List every file that could not be read, by path."""
    with index.reading() as connection:
        return list_failures(connection)
