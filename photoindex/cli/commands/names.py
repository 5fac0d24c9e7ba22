"""photoindex names import | export | restore"""

import click

from photoindex.cli.commands.names_export import export_command
from photoindex.cli.commands.names_import import import_command
from photoindex.cli.commands.names_restore import restore_command
from photoindex.cli.groups import Group


@click.group(cls=Group)
def names() -> None:
    """Exchange the names of people with other programs."""


names.add_command(import_command)
names.add_command(export_command)
names.add_command(restore_command)
