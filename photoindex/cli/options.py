"""Define the options that several commands share."""

import functools
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from photoindex.cli.output import shown_path
from photoindex.cli.paths import PATH
from photoindex.domain.names import as_typed

# The largest number that the index can hold.
_LARGEST_NUMBER = 2**63 - 1

# The key under which click remembers the index that was named on the command line.
_NAMED_INDEX = "photoindex.named_index"

_Function = TypeVar("_Function", bound=Callable[..., Any])


def index_option(function: _Function) -> _Function:
    """Add `--index FILE`; the command receives `index_file`, a path or None."""
    return click.option(
        "--index",
        "index_file",
        envvar="PHOTOINDEX_INDEX",
        type=PATH,
        metavar="FILE",
        callback=_remember_index,
        help="The index to use instead of your own (or set PHOTOINDEX_INDEX).",
    )(function)


def _remember_index(context: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    if param.name and context.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
        context.meta[_NAMED_INDEX] = value
    return value


def for_same_index(command: str, context: click.Context | None = None) -> str:
    """Add the `--index FILE` of the running command to a proposed command, which would otherwise use another index.

    `context` is the context of the running command, or the context that encloses it.
    """
    context = context or click.get_current_context(silent=True)
    index = context.meta.get(_NAMED_INDEX) if context else None
    return f"{command} --index {as_typed(shown_path(index))}" if index else command


def grouped_options(name: str, record: type[Any], *options: Callable[[Any], Any]) -> Callable[[_Function], _Function]:
    """A decorator that adds these options; the command receives their values as one `record`, in the parameter `name`.

    The options are listed in the order in which the help shows them. The record is a dataclass with a field for each.
    """

    def add(function: _Function) -> _Function:
        @functools.wraps(function)
        def with_record(**values: Any) -> Any:
            chosen = record(**{field.name: values.pop(field.name) for field in fields(record)})
            return function(**values, **{name: chosen})

        decorated: Any = with_record
        for option in reversed(options):
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return add


def json_option(function: _Function) -> _Function:
    """Add `--json`; the command receives `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")(function)


def number_of(word: str) -> int | None:
    """The number that a word stands for; None if the word is a name or a path, or if the number is too large for the
    index.
    """
    # Python refuses to parse numbers with thousands of digits.
    is_number = word.isascii() and word.isdigit() and len(word) <= len(str(_LARGEST_NUMBER))
    return int(word) if is_number and int(word) <= _LARGEST_NUMBER else None


class _Number(click.ParamType[int]):
    """An id, a position or a count: a whole number from 1."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        # A default is already a number.
        number = number_of(str(value))
        if number is None or number < 1:
            self.fail(f"{value!r} is not a whole number between 1 and {_LARGEST_NUMBER}.", param, ctx)
        return number


NUMBER = _Number()
