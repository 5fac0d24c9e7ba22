"""The index that a command works on."""

from pathlib import Path

from photoindex.operations.places import default_index
from photoindex.store.index import Index


def open_index(index_file: Path | None) -> Index:
    """The index named on the command line, or the user's own."""
    # Absolute, because DuckDB takes names such as :memory: for something else than a file.
    return Index(index_file.expanduser().absolute() if index_file else default_index())
