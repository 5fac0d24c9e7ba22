"""Read paths as people type them: the one type for every argument and option that names a file or a folder.

An unset variable in a script becomes an empty path. An empty path must never mean the current folder (which is ".");
otherwise `prune --forget "$UNSET" --yes` would forget a library.
"""

from pathlib import Path
from typing import Any

import click

STANDARD_STREAM = "-"


def why_not_a_path(text: str) -> str | None:
    """Why a text cannot name a file or a folder; None if it can."""
    if not text:
        return "the path is empty. Is a variable not set? The current folder is written as a dot: ."
    if not text.strip():
        return "the path contains only spaces. Is a variable not set?"
    if "\0" in text:
        return "a path cannot contain a zero byte"
    return None


class TypedPath(click.Path):
    """A path that is not empty.

    Args:
        folder: False if a folder makes no sense.
        stream: whether "-" means standard input or output.
    """

    def __init__(self, *, folder: bool = True, stream: bool = False) -> None:
        super().__init__(dir_okay=folder, allow_dash=stream, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        problem = why_not_a_path(str(value))
        if problem is not None:
            self.fail(problem, param, ctx)
        return super().convert(value, param, ctx)


PATH = TypedPath()
FILE = TypedPath(folder=False)
FILE_OR_STREAM = TypedPath(folder=False, stream=True)


def path_in(word: str, name: str) -> Path:
    """Convert a word that could also be something else to a path; `name` is the argument's name in the help.

    Raises:
        click.BadParameter: the word cannot be a path.
    """
    problem = why_not_a_path(word)
    if problem is not None:
        raise click.BadParameter(problem, param_hint=repr(name))
    return Path(word)
