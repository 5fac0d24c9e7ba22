"""Open the index that a command works on."""

from pathlib import Path

import click

from photoindex.cli.notices import say
from photoindex.operations import opening


def open_index(index_file: Path | None) -> opening.Index:
    """Open the index named on the command line, or the user's own."""
    context = click.get_current_context(silent=True)
    return opening.open_index(index_file, command=context.command_path if context else "photoindex", tell=say)
