"""photoindex names import"""

import click

from photoindex.cli.commands.names_import import import_command
from photoindex.cli.groups import Group


@click.group(cls=Group)
def names() -> None:
    """Exchange the names of people with other programs."""


names.add_command(import_command)
