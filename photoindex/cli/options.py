"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

# What the index can hold as a number.
LARGEST_NUMBER = 2**63 - 1

_Function = TypeVar("_Function", bound=Callable[..., Any])


def index_option(function: _Function) -> _Function:
    """Adds `--index FILE`; the command receives `index_file`, a path or None."""
    return click.option(
        "--index",
        "index_file",
        envvar="PHOTOINDEX_INDEX",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The index to use instead of your own (or set PHOTOINDEX_INDEX).",
    )(function)


def json_option(function: _Function) -> _Function:
    """Adds `--json`; the command receives `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")(function)
