"""The index that a command works on."""

from pathlib import Path

import click

from photoindex.cli.notices import say
from photoindex.data_folder import default_index
from photoindex.operations.common.typed_paths import absolute
from photoindex.store.opening.index import Index


def open_index(index_file: Path | None) -> Index:
    """The index named on the command line, or the user's own."""
    # Absolute, because DuckDB takes names such as :memory: for something else than a file.
    path = absolute(index_file) if index_file else default_index()
    context = click.get_current_context(silent=True)
    return Index(path, command=context.command_path if context else "photoindex", tell=say)
