"""photoindex names restore"""

from pathlib import Path

import click

from photoindex.cli.commands.names_export import SOME_FAILED, progress_bar
from photoindex.cli.options import index_option
from photoindex.cli.paths import PATH
from photoindex.cli.wording.names_export import tell_of_restore
from photoindex.wording.counts import count


@click.command("restore")
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...")
@click.option("--dry-run", is_flag=True, help="Only show what would be restored.")
@index_option
def restore_command(paths: tuple[Path, ...], dry_run: bool, index_file: Path | None) -> None:
    """Take names out of photo files again, after `names export --embed`.

    Each file becomes what it was, byte by byte. Without PATH, all of them. A photo that another program has changed
    since stays as it is. The names stay in the index.

    The exit code is 1 if some files could not be restored.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.names_restore import restore_originals

    with progress_bar() as progress:
        report = restore_originals(open_index(index_file), paths, progress, dry_run=dry_run)
    tell_of_restore(report)
    if not (report.restored or report.failures or report.without):
        click.echo("Nothing to restore: no photo here holds names that photoindex wrote into it.")
    else:
        click.echo(f"{'Would restore' if dry_run else 'Restored'} {count(report.restored, 'photo')}.")
    if report.failures:
        click.get_current_context().exit(SOME_FAILED)
