"""Group commands: propose commands for a mistyped word, and infer the kind of a target from its first word."""

import os
from collections.abc import Mapping

import click

from photoindex.cli.colours import heading
from photoindex.cli.options import number_of
from photoindex.cli.output import shown
from photoindex.cli.wording.mistyped import did_you_mean, nearest, proposals
from photoindex.cli.wording.sections import sections

# A word that is at least this similar to a command is treated as a mistyped command, not as somebody's name.
_SLIP = 0.75


class Group(click.Group):
    """A group that shows whole sentences in its help and that proposes commands if one was mistyped."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_commands(self, ctx, formatter, "Commands", self.list_commands(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if ctx.resilient_parsing or self.get_command(ctx, word) is not None or word.startswith("-"):
            return super().resolve_command(ctx, args)
        raise _unknown(self, ctx, word, args[1:])


class Kinds(Group):
    """A group with a command for each kind of target. If the kind is missing, it is inferred from the first word. A
    number means a cluster, as listed by `photoindex people`. A path that exists means a photo. Anything else means a
    name.
    """

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        kind = None if ctx.resilient_parsing or word.startswith("-") else self._kind_of(ctx, word, args[1:])
        if kind is None:
            return super().resolve_command(ctx, args)
        other = f" (a face: {ctx.command_path} face ...)" if kind == "cluster" and "face" in self.commands else ""
        click.echo(f"Understood as: {ctx.command_path} {kind} {shown(as_line(args))}{other}", err=True)
        return kind, self.get_command(ctx, kind), args

    def _kind_of(self, ctx: click.Context, word: str, rest: list[str]) -> str | None:
        kinds = self.list_commands(ctx)
        if word in kinds:
            return None
        if number_of(word) is not None:
            return next((kind for kind in ("cluster", "face") if kind in kinds), None)
        if nearest(word, kinds, alike=_SLIP) and rest:
            return None
        if "photo" in kinds and os.path.isfile(word):  # noqa: PTH113 - never raises
            return "photo"
        return "person" if "person" in kinds else None


def _unknown(group: click.Group, ctx: click.Context, word: str, rest: list[str]) -> click.UsageError:
    """The error about a word that is not a command, with proposals."""
    commands = group.list_commands(ctx)
    meant = proposals(word, rest, commands, group=ctx.command_path.partition(" ")[2])
    help_line = did_you_mean(meant) or f"Commands: {', '.join(commands)}"
    return click.UsageError(f"there is no command `{ctx.command_path} {shown(word)}`.\n{help_line}", ctx)


def as_line(words: list[str]) -> str:
    """Words as they are typed in a shell, for display."""
    return shown(" ".join(f'"{word}"' if " " in word else word for word in words))


def write_commands(
    group: click.Group, ctx: click.Context, formatter: click.HelpFormatter, title: str, names: list[str]
) -> None:
    """Write a section of the help: each command, with the whole first sentence of its help."""
    commands: Mapping[str, click.Command | None] = {name: group.get_command(ctx, name) for name in names}
    rows = [(name, first_sentence(command)) for name, command in commands.items() if command and not command.hidden]
    if rows:
        with formatter.section(heading(title)):
            formatter.write_dl(rows)


def write_sections(group: click.Group, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the commands of the program, grouped by purpose."""
    for title, names in sections(group.list_commands(ctx)):
        write_commands(group, ctx, formatter, title, names)


def first_sentence(command: click.Command) -> str:
    """The first sentence of a command's help, never truncated."""
    paragraph = " ".join((command.help or "").partition("\n\n")[0].split())
    sentence, stop, _ = paragraph.partition(". ")
    return sentence + stop.strip()
