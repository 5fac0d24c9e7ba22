"""photoindex save"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.json_output import print_items, utc
from photoindex.cli.options import for_same_index, index_option, json_option
from photoindex.cli.output import local, print_table, shown, shown_name
from photoindex.cli.query_command import QueryCommand
from photoindex.domain.names import as_typed
from photoindex.errors import UsageError

if TYPE_CHECKING:
    from photoindex.operations.opening import Index
    from photoindex.operations.save import ListedSearch, SaveReport


@click.command(cls=QueryCommand)
@click.argument("words", nargs=-1, shell_complete=completing.search_and_query, metavar="[NAME QUERY...]")
@click.option("--force", is_flag=True, help="Replace another search of this name without asking.")
@click.option("--delete", "deleted", metavar="NAME", shell_complete=completing.searches, help="Delete a saved search.")
@json_option
@index_option
def save(words: tuple[str, ...], force: bool, deleted: str | None, as_json: bool, index_file: Path | None) -> None:
    """Save a query under a name, and use it in other queries as @NAME. Without a name, list what is saved.

    \b
    photoindex save kids "Tom | Ann"
    photoindex find '@kids year:2015 -@holidays'
    photoindex save holidays 'month:7..8 -folder:work'
    photoindex save --delete holidays

    A saved search keeps its people when they are renamed, and is kept like a decision: `undo` takes it back, and
    backups hold it.
    """
    from photoindex.cli.opening import open_index

    index = open_index(index_file)
    if deleted is not None:
        if words or force:
            raise click.UsageError("Use --delete NAME alone.")
        _delete(index, deleted)
    elif not words:
        _list(index, as_json=as_json)
    elif as_json:
        raise click.UsageError("--json goes with the list of saved searches: leave out NAME.")
    elif len(words) == 1:
        raise click.UsageError(f"What is to be saved as {words[0]}? Type the query after the name.")
    else:
        _save(index, words[0], words[1:], force=force)


def _save(index: "Index", name: str, query: tuple[str, ...], *, force: bool) -> None:
    from photoindex.operations.save import save_search

    report = save_search(index, name, query, replace_other=force)
    if report.decision is None and report.before is not None and report.before.query != report.search.query:
        _agree(report.before)
        report = save_search(index, name, query, replace_other=True)
    _tell(report)


def _agree(before: "ListedSearch") -> None:
    """Ask whether to replace a saved search.

    Raises:
        UsageError: there is no terminal to ask at.
        click.exceptions.Exit: the answer was no.
    """
    from photoindex.operations.save import search_reference

    reference = shown(search_reference(before.name))
    said = f"{reference} is saved already: {shown(before.query)}"
    if not sys.stdin.isatty():
        raise UsageError(said, hint="Nothing was changed. Choose another name, or add --force to replace it.")
    click.echo(said, err=True)
    if not click.confirm("Replace it?", default=False, err=True):
        click.echo("Nothing was changed.", err=True)
        raise click.exceptions.Exit(1)


def _tell(report: "SaveReport") -> None:
    from photoindex.operations.save import search_reference

    reference = search_reference(report.search.name)
    if report.decision is None:
        click.echo(f"{shown(reference)} is saved already, with the same query.")
        return
    done = "Replaced" if report.before else "Saved"
    click.echo(f"{done} {shown(reference)}: {shown(report.search.query)}")
    command = for_same_index(f"photoindex find {as_typed(reference)}")
    click.echo(f"Find it with: {shown(command)}")


def _delete(index: "Index", name: str) -> None:
    from photoindex.operations.save import delete_search, search_reference

    report = delete_search(index, name)
    reference = shown(search_reference(report.search.name))
    click.echo(f"Deleted {reference}: {shown(report.search.query)}. `photoindex undo` brings it back.")


def _list(index: "Index", *, as_json: bool) -> None:
    from photoindex.operations.save import list_searches, search_reference

    found = list_searches(index)
    if as_json:
        print_items("save", map(_fields, found))
        return
    if not found:
        click.echo('No search is saved yet. Save one: photoindex save kids "Tom | Ann"')
        return
    print_table(
        ("name", "saved", "query"),
        [(search_reference(each.name), local(each.saved_at)[:10], each.query) for each in found],
    )
    for each in found:
        reference = shown(search_reference(each.name))
        if each.missing:
            names = ", ".join(map(shown_name, each.missing))
            click.echo(f"{reference} cannot be used: nobody is called {names} any more.", err=True)
        elif not each.understood:
            click.echo(f"{reference} cannot be understood by this version.", err=True)


def _fields(search: "ListedSearch") -> dict[str, object]:
    return {
        "name": search.name,
        "query": search.query,
        "saved_at": utc(search.saved_at),
        "missing": list(search.missing),
        "usable": search.understood and not search.missing,
    }
