"""Explain why a command line is invalid, and propose what was probably meant."""

from collections.abc import Iterator

import click

from photoindex.cli.colours import warning
from photoindex.cli.output import shown
from photoindex.cli.wording.mistyped import did_you_mean, nearest

# Because options are short, words that are less similar than this are treated as different options.
_ALIKE = 0.7
_MOST_OWNERS = 4


def tell(error: click.ClickException) -> None:
    """Print what is wrong, how the command is used, and what may have been meant."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    if context is not None:
        click.echo(context.get_usage(), err=True)
        click.echo(f"See the whole help: {context.command_path} --help\n", err=True)
    if isinstance(error, click.NoSuchOption):
        message, hint = f"there is no option {shown(error.option_name)}", _hint(error)
    else:
        # click lists the values of a missing option below each other, after tabs.
        message, hint = error.format_message().replace("\n\t", " "), ""
    first, *rest = message.split("\n")
    click.echo(f"{warning('Error:')} {shown(first)}", err=True)
    for line in (*rest, hint):
        if line:
            click.echo(shown(line), err=True)


def _hint(error: click.NoSuchOption) -> str:
    context = error.ctx
    if context is None:
        return ""
    near = nearest(error.option_name, _options(context.command), alike=_ALIKE)
    if near:
        return did_you_mean(near)
    root = context.find_root()
    below = list(_owners(context.command, context.command_path, error.option_name))
    if below:
        return f"It goes after the command, as in: {below[0]} {error.option_name}"
    owners = list(_owners(root.command, root.command_path, error.option_name))
    return f"It belongs to: {', '.join(owners[:_MOST_OWNERS])}" if owners else ""


def _options(command: click.Command) -> list[str]:
    return [name for param in command.params if isinstance(param, click.Option) for name in param.opts] + ["--help"]


def _owners(command: click.Command, path: str, option: str) -> Iterator[str]:
    """The subcommands of this command that have the option, written as they are typed."""
    if not isinstance(command, click.Group):
        return
    context = click.Context(command, info_name=path)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        if child is None:
            continue
        if option in _options(child):
            yield f"{path} {name}"
        yield from _owners(child, f"{path} {name}", option)
