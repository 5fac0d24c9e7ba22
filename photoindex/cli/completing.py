"""Complete commands, names and numbers in bash, zsh and fish, using click's own mechanism.

The shell runs photoindex at every press of Tab, so the index is only read if it is available without waiting. After any
error there are no completions, and no message either, because it would appear in the line that is being typed.
"""

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click import shell_completion
from click.shell_completion import CompletionItem, split_arg_string

from photoindex.cli.options import number_of
from photoindex.cli.shell_scripts import BASH, FISH

if TYPE_CHECKING:
    from photoindex.operations.completion import Known
    from photoindex.operations.opening import Index

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_PHOTOINDEX_COMPLETE"
_PROGRAM = "photoindex"

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]


class _Bash(shell_completion.BashComplete):
    """Read the line as bash does, and escape characters that are special to the shell: most names contain a space."""

    source_template = BASH

    def source(self) -> str:
        # At this point, click runs bash to learn its version, but the script may be meant for another machine.
        return self.source_template % self.source_vars()

    def get_completion_args(self) -> tuple[list[str], str]:
        words = split_arg_string(os.environ.get("COMP_LINE", ""))
        if _typed_word():
            return words[1:-1], words[-1]
        return words[1:], ""

    def format_completion(self, item: CompletionItem[Any]) -> str:
        typed, escaped = _typed_word(), _escaped(str(item.value), _typed_word())
        # Bash replaces only its own last word. It splits words at colons, even if they are escaped.
        before = typed[: len(typed) - len(os.environ.get("COMP_WORD", typed))]
        return f"{item.type},{escaped[len(before) :]}" if escaped.startswith(before) or not before else ""


class _Fish(shell_completion.FishComplete):
    """Put a tab after the kind of the answer, because names can contain commas."""

    source_template = FISH

    def format_completion(self, item: CompletionItem[str]) -> str:
        kind, _, rest = super().format_completion(item).partition(",")
        return f"{kind}\t{rest}"


def asked() -> bool:
    """Whether a shell is running this program to complete a line."""
    return VARIABLE in os.environ


def complete(cli: click.Command) -> int:
    """Print completions and nothing else; return an exit code and raise nothing."""
    shell_completion.add_completion_class(_Bash)
    shell_completion.add_completion_class(_Fish)
    answer = io.StringIO()
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(answer):
            name, _, _ = os.environ[VARIABLE].partition("_")
            shell = shell_completion.get_completion_class(name)
            answer.write(shell(cli, {}, _PROGRAM, VARIABLE).complete() if shell is not None else "")
    except (Exception, SystemExit):  # noqa: BLE001 - there is nobody to tell: the line is being typed
        return 1
    sys.stdout.buffer.write(answer.getvalue().encode("utf-8", "surrogateescape") + b"\n")
    return 0


def script(shell: str) -> str:
    """The script that makes a shell ask this program. Users source it, or save it where the shell looks for
    completions.
    """
    shell_completion.add_completion_class(_Bash)
    shell_completion.add_completion_class(_Fish)
    kind = shell_completion.get_completion_class(shell)
    assert kind is not None
    return kind(click.Group(), {}, _PROGRAM, VARIABLE).source()


def names(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete names of people. The typed text may be the beginning of any word of a name."""
    start = incomplete.casefold()
    return [
        CompletionItem(name)
        for name in _known(context).names
        if name.casefold().startswith(start) or any(word.startswith(start) for word in name.casefold().split())
    ]


def query_words(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete the last word of a query: a term, the value of a term, or the name of a person, in quotes where the
    query needs them.
    """
    from photoindex.operations.completion import query_completions

    known = _known(context)
    return [CompletionItem(text) for text in query_completions(known.names, incomplete, known.searches)]


def searches(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete the names of saved searches."""
    start = incomplete.removeprefix("@").casefold()
    return [CompletionItem(name) for name in _known(context).searches if name.casefold().startswith(start)]


def search_and_query(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete `save`, which takes the name of a search first, and then a query."""
    return (query_words if context.params.get("words") else searches)(context, param, incomplete)


def clusters(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete clusters without a name, the largest first."""
    return [
        CompletionItem(str(number), help=f"{faces} faces")
        for number, faces in _known(context).clusters
        if str(number).startswith(incomplete)
    ]


def faces(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete face numbers that begin with the typed digits; without digits, there would be too many to list."""
    start = number_of(incomplete)
    if start is None:
        return []
    from photoindex.operations.completion import faces_starting

    return [CompletionItem(str(number)) for number in faces_starting(_index(context), incomplete)]


def decisions(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete decisions in force, the latest first."""
    from photoindex.operations.completion import recent_decisions

    return [
        CompletionItem(str(number), help=source)
        for number, source in recent_decisions(_index(context))
        if str(number).startswith(incomplete)
    ]


def clusters_and_names(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete `label cluster`, which takes numbers first and the name last."""
    return [*clusters(context, param, incomplete), *names(context, param, incomplete)]


def faces_and_names(context: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete `label face`, which takes numbers first and the name last."""
    return [*faces(context, param, incomplete), *names(context, param, incomplete)]


def packs(_context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Complete model packs that are installed or available."""
    from photoindex.operations.models import list_packs

    return [CompletionItem(pack.name, help=pack.state) for pack in list_packs() if pack.name.startswith(incomplete)]


def _known(context: click.Context) -> "Known":
    from photoindex.operations.completion import known

    return known(_index(context))


def _index(context: click.Context) -> "Index":
    from photoindex.cli.opening import open_index

    file = context.params.get("index_file") or os.environ.get("PHOTOINDEX_INDEX")
    return open_index(Path(file) if file else None)


def _typed_word() -> str:
    """The word that is being typed, with its quotes and backslashes; empty after a space."""
    line, start, quote, at = os.environ.get("COMP_LINE", ""), 0, "", 0
    while at < len(line):
        letter = line[at]
        if letter == "\\" and quote != "'":
            at += 1
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter.isspace():
            start = at + 1
        at += 1
    return line[start:]


def _escaped(value: str, typed: str) -> str:
    """Escape a value for bash: within quotes if the `typed` word begins with one, else with backslashes."""
    if typed.startswith("'"):
        return value.replace("'", "'\\''")
    if typed.startswith('"'):
        return re.sub(r'(["$`\\!])', r"\\\1", value)
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", value)
