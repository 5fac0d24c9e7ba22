"""Use colours on terminals that support them, unless the user turned colours off."""

import os
import sys
from typing import IO, Any

import click


def wanted(stream: IO[Any] | None) -> bool:
    """Whether output to a stream may be coloured; https://no-color.org describes how users turn colours off."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or stream is None:
        return False
    return stream.isatty()


def heading(text: str) -> str:
    """The heading of a table or of a part of the help, for standard output."""
    return _styled(text, sys.stdout, bold=True)


def warning(text: str) -> str:
    """The label of an error, for standard error."""
    return _styled(text, sys.stderr, fg="red", bold=True)


def _styled(text: str, stream: IO[Any] | None, **style: Any) -> str:
    return click.style(text, **style) if wanted(stream) else text
