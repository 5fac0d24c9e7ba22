"""photoindex help"""

import click
from click.shell_completion import CompletionItem

from photoindex.cli.wording.mistyped import did_you_mean, nearest, proposals
from photoindex.cli.wording.topics import TOPICS


def _completions(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    root = context.find_root()
    commands = root.command.list_commands(root) if isinstance(root.command, click.Group) else []
    return [CompletionItem(word) for word in (*TOPICS, *commands) if word.startswith(incomplete)]


@click.command("help")
@click.argument("words", nargs=-1, shell_complete=_completions, metavar="[COMMAND... | TOPIC]")
@click.pass_context
def help_command(context: click.Context, words: tuple[str, ...]) -> None:
    """Explain a command or a topic: photoindex help label, photoindex help privacy

    Without an argument it lists the commands and the topics.
    """
    root = context.find_root()
    if not words:
        click.echo(root.get_help())
        click.echo(f"\nTopics (photoindex help TOPIC): {', '.join(TOPICS)}")
    elif len(words) == 1 and words[0] in TOPICS:
        click.echo(TOPICS[words[0]].strip())
    else:
        click.echo(_context_of(root, words).get_help())


def _context_of(root: click.Context, words: tuple[str, ...]) -> click.Context:
    """The context of the command to which these words lead."""
    context = root
    for word in words:
        command = context.command
        child = command.get_command(context, word) if isinstance(command, click.Group) else None
        if child is None:
            raise _unknown(context, word)
        context = click.Context(child, info_name=word, parent=context)
    return context


def _unknown(context: click.Context, word: str) -> click.UsageError:
    commands = context.command.list_commands(context) if isinstance(context.command, click.Group) else []
    at_root = context.parent is None
    near = nearest(word, TOPICS) if at_root else []
    group = context.command_path.partition(" ")[2]
    meant = [f"photoindex help {topic}" for topic in near] or proposals(word, [], commands, group=group)
    topics = f" Topics: {', '.join(TOPICS)}." if at_root else ""
    return click.UsageError(f"there is no help for {word}.\n{did_you_mean(meant) or topics.strip()}")
