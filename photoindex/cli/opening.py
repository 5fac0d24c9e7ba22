"""The index that a command works on."""

from pathlib import Path

import click

from photoindex.cli.output import shown_path
from photoindex.operations.places import absolute, default_index
from photoindex.store.index import Index


def open_index(index_file: Path | None) -> Index:
    """The index named on the command line, or the user's own."""
    # Absolute, because DuckDB takes names such as :memory: for something else than a file.
    return Index(absolute(index_file) if index_file else default_index(), on_copy=_CopyTold())


class _CopyTold:
    """Says once that a copy is read."""

    def __init__(self) -> None:
        self._told = False

    def __call__(self, path: Path) -> None:
        if not self._told:
            self._told = True
            click.echo(
                f"The index {shown_path(path)} cannot be used where it lies (it is older and cannot be written, or "
                "its file system has no locks): this command reads a copy of it.",
                err=True,
            )
