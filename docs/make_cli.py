"""Write docs/cli.md from the commands' own help, so that the two cannot differ. `make docs` runs it."""

from pathlib import Path

import click

from photoindex.cli.main import cli

PAGE = Path(__file__).parent / "cli.md"

HEAD = """\
# Commands

`make docs` generates this page from `--help`. Commands that use an index accept `--index FILE` (or `PHOTOINDEX_INDEX`)
to work on another index than your own; `PHOTOINDEX_DATA` names another folder for the index, the settings and the model
packs. An empty variable counts as not set. An empty path anywhere else is an error, and `.` is the current folder.

`find` prints paths that can be opened, and paths on a disk that is offline (`"away": true` with `--json`). Standard
error says how many of the latter there are, and how many files were left out because they are missing or changed since
the scan.

## Exit codes

| code | meaning |
|---|---|
| 0 | success; for `find`: photos were found; also if `head` or another reader closes the output early |
| 1 | nothing found: no photo matches, or a person, face or name is missing; for `names import`: a file is unreadable |
| 2 | the command is invalid, or names a path that cannot be used |
| 3 | the index cannot be used: missing, not an index, damaged, or of a newer photoindex; for `check`: problems remain |
| 4 | the index is in use by another process, or another scan is running |
| 5 | the disk is full, failing or not writable; everything stored before is kept |
| 6 | a model pack is missing, damaged or unknown, or its licence was not accepted |
| 7 | a library is missing on this machine |
| 8 | the Dask cluster cannot be reached, or cannot do the work; everything stored before is kept |
| 9 | faces have changed since they were shown; nothing was stored |
| 70 | a defect in photoindex; the message names a file with details for a report |
| 130 | stopped with Ctrl-C or by closing the terminal; everything stored is kept, and the same command continues |

Results go to standard output; progress, hints and errors go to standard error. [json.md](json.md) describes what
`--json` prints. Times are in this machine's time zone. Output is coloured on terminals that support it, unless
`NO_COLOR` is set.
"""


def page() -> str:
    """Return the whole page as text."""
    settings = {**cli.context_settings, "max_content_width": 100, "terminal_width": 100}
    return HEAD + "".join(_sections(cli, click.Context(cli, info_name="photoindex", **settings)))


def _sections(command: click.Command, context: click.Context) -> list[str]:
    """Return a section for a command and each of its subcommands; contexts inherit their parents' settings."""
    sections = [f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            child = command.get_command(context, word)
            assert child is not None
            sections += _sections(child, click.Context(child, info_name=word, parent=context))
    return sections


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
