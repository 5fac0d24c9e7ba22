"""photoindex label"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from click.core import ParameterSource

from photoindex.cli import completing
from photoindex.cli.groups import Kinds
from photoindex.cli.options import index_option, number_of
from photoindex.cli.output import shown, shown_name
from photoindex.cli.paths import PATH
from photoindex.wording.counts import agreeing, count

if TYPE_CHECKING:
    from photoindex.domain.targets import Target
    from photoindex.operations.label import Followers, LabelReport, SaidReport
    from photoindex.operations.opening import Index

GRAPHICS = ("auto", "kitty", "sixel", "blocks", "none")

_words = partial(click.argument, "words", nargs=-1, required=True, metavar="ID... NAME")
_ignore_option = click.option(
    "--ignore", "ignored", is_flag=True, help="They are strangers: leave them out, now and later."
)

_not_a_face_option = click.option(
    "--not-a-face", "not_face", is_flag=True, help="Leave them out: they are not faces, but a statue or a pattern."
)

_yes_option = click.option("--yes", is_flag=True, help="Do not ask, even if the faces do not look like the person.")

_not_option = click.option(
    "--not",
    "not_name",
    metavar="NAME",
    shell_complete=completing.names,
    help="Say who it is not, now and later.",
)


@click.group(cls=Kinds, invoke_without_command=True)
@click.option("--interactive", is_flag=True, help="Ask one question after another, with pictures, in the terminal.")
@click.option("--person", metavar="NAME", shell_complete=completing.names, help="Ask only about this person.")
@click.option(
    "--graphics",
    type=click.Choice(GRAPHICS),
    default="auto",
    show_default=True,
    help="How to draw pictures: with the kitty protocol, as sixels, as coloured blocks, or not at all.",
)
@index_option
@click.pass_context
def label(
    context: click.Context, interactive: bool, person: str | None, graphics: str, index_file: Path | None
) -> None:
    """Say who somebody is.

    With --interactive, answer questions with single keys: y yes, n no, 1 to 5 a likely name, any name, i ignore, x not
    a face, s skip, u undo, ? all keys, q leave.
    """
    if context.invoked_subcommand is not None:
        _refuse_before_command(context)
        return
    if not interactive:
        raise click.exceptions.NoArgsIsHelpError(context)
    from photoindex.cli.interactive.command import hold_sitting
    from photoindex.cli.notices import say
    from photoindex.operations.sitting import open_sitting

    hold_sitting(open_sitting(index_file, command=context.command_path, tell=say), graphics, person)


def _refuse_before_command(context: click.Context) -> None:
    """Refuse options of --interactive before a command, which would not use them."""
    for param in context.command.params:
        if param.name and context.get_parameter_source(param.name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"{param.opts[0]} goes after the command. Before it, it needs --interactive and no command.",
                context,
            )


@label.command("cluster")
@_words(shell_complete=completing.clusters_and_names)
@_ignore_option
@_not_a_face_option
@_not_option
@_yes_option
@index_option
def label_cluster(
    words: tuple[str, ...], ignored: bool, not_face: bool, not_name: str | None, yes: bool, index_file: Path | None
) -> None:
    """Name one or more clusters: photoindex label cluster 12 "Grandma"

    If the name exists, that person gets these faces too. Faces that were confirmed as somebody else keep their name,
    and faces that you said are not this person do not get it. If a cluster does not look like the person, you are asked
    first.
    """
    what = _Said(ignored=ignored, not_face=not_face, not_name=not_name, yes=yes)
    _label("cluster", words, what, index_file)


@label.command("face")
@_words(shell_complete=completing.faces_and_names)
@_ignore_option
@_not_a_face_option
@_not_option
@index_option
def label_face(
    words: tuple[str, ...], ignored: bool, not_face: bool, not_name: str | None, index_file: Path | None
) -> None:
    """Name single faces: photoindex label face 345 "Tom\""""
    _label("face", words, _Said(ignored=ignored, not_face=not_face, not_name=not_name), index_file)


@label.command("photo")
@click.argument("path", type=PATH)
@click.argument("name", shell_complete=completing.names)
@click.option("--box", required=True, metavar="X,Y,W,H", help="Left and upper edge, width and height of the face.")
@index_option
def label_photo(path: Path, name: str, box: str, index_file: Path | None) -> None:
    """Name somebody whose face was not found: photoindex label photo PATH --box 840,120,200,260 "Tom"

    The box is in pixels of the upright photo, or in fractions of it if all four numbers are at most 1.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.label import label_place

    _report(label_place(open_index(index_file), path, box, name))


class _Said(NamedTuple):
    """The options of `label cluster` and `label face`."""

    ignored: bool
    not_face: bool
    not_name: str | None
    yes: bool = False

    @property
    def names_nobody(self) -> bool:
        """Whether one of the options replaces the name."""
        return self.ignored or self.not_face or self.not_name is not None


def _label(kind: str, words: tuple[str, ...], what: _Said, index_file: Path | None) -> None:
    from photoindex.cli.opening import open_index
    from photoindex.domain.targets import Target

    if what.ignored + what.not_face + (what.not_name is not None) > 1:
        raise click.UsageError("--ignore, --not-a-face and --not exclude each other.")
    ids, name = (words, "") if what.names_nobody else (words[:-1], words[-1])
    target = Target(kind, ids=_numbers(kind, ids))
    index = open_index(index_file)
    if what.names_nobody:
        _say_who_it_is_not(index, target, what)
    else:
        _name(index, target, name, asking=kind == "cluster" and not what.yes)


def _say_who_it_is_not(index: "Index", target: "Target", what: _Said) -> None:
    from photoindex.operations.label import ignore, not_a_face, reject

    if what.ignored:
        said = ignore(index, target)
        _report_said(said, f"Ignored {count(said.faces, 'face')}.")
    elif what.not_name is not None:
        said = reject(index, target, what.not_name)
        _report_said(said, f"{count(said.faces, 'face')} marked as not {shown_name(said.decision.person_name or '')}.")
    else:
        said = not_a_face(index, target)
        _report_said(said, f"Marked {count(said.faces, 'detection')} as not a face.")


def _name(index: "Index", target: "Target", name: str, *, asking: bool) -> None:
    from photoindex.cli.agreeing import agree
    from photoindex.operations.label import Unlike, label, label_if_alike

    report = label_if_alike(index, target, name) if asking else label(index, target, name)
    if isinstance(report, Unlike):
        agree(report)
        report = label(index, target, name)
    _report(report)


def _report_said(report: "SaidReport", what: str) -> None:
    stayed = f" {_stayed(report.stayed)}" if report.stayed else ""
    click.echo(f"{what}{stayed} `photoindex undo` undoes it.")


def _report(report: "LabelReport") -> None:
    verb = "Added" if report.joined else "Named"
    relation = "to" if report.joined else "as"
    click.echo(
        f"{verb} {count(report.faces, 'face')} {relation} {shown_name(report.person.name)}, who "
        + (f"had {report.before:,} and " if report.joined else "")
        + f"now has {count(report.total, 'face')} in {count(report.photos, 'photo')}."
    )
    if report.refused:
        click.echo(_stayed(report.refused))
    if report.left:
        names = ", ".join(map(shown_name, report.left_with))
        they_were = agreeing(report.left, "it was", "they were")
        click.echo(f"{count(report.left, 'face')} confirmed as {names} before stayed as {they_were}.")
    _report_followers(report.followers, report.person.name)


def _report_followers(followers: "Followers", name: str) -> None:
    """Print how many other faces got the name, why, and how to prevent it."""
    from photoindex.domain.names import as_typed

    typed, name = shown(as_typed(name)), shown_name(name)
    if followers.automatic:
        clusters = ", ".join(map(str, followers.clusters))
        where = f"the same cluster ({clusters})" if len(followers.clusters) == 1 else f"their clusters ({clusters})"
        like = "" if followers.similarity is None else f", similarity {followers.similarity:.2f} or more"
        click.echo(
            f"These include {count(followers.automatic, 'other face')} added automatically: in {where}, and "
            f"alike{like}. `photoindex label face ID --not {typed}` keeps one away, `photoindex undo` all."
        )
    if followers.suggested:
        counts = "does not count" if followers.suggested == 1 else "do not count"
        click.echo(
            f"{count(followers.suggested, 'more face')} may be {name} and {counts} until you say yes: "
            f"`photoindex suggest --person {typed}`."
        )


def _stayed(faces: int) -> str:
    return f"{count(faces, 'face')} stayed as you decided before."


def _numbers(kind: str, words: tuple[str, ...]) -> tuple[int, ...]:
    if not words:
        raise click.UsageError(f'Give the {kind} and the name: photoindex label {kind} 12 "Grandma"')
    ids = []
    for word in words:
        number = number_of(word)
        if number is None:
            raise click.UsageError(f"{word!r} is not the number of a {kind}. Put a name of several words in quotes.")
        ids.append(number)
    return tuple(ids)
