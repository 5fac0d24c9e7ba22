"""Tell the user, on standard error, what happened to the index besides the command's own work."""

from typing import assert_never

import click

from photoindex.cli.options import for_same_index
from photoindex.cli.output import shown, shown_path
from photoindex.cli.wording.damage import in_words
from photoindex.operations.opening import (
    CopyKept,
    CopyRead,
    CopySkipped,
    DecisionsNotHere,
    DecisionsOfAnother,
    KnownDamage,
    Notice,
    Waiting,
)
from photoindex.wording.counts import count


def say(notice: Notice) -> None:
    """Print one notice."""
    click.echo(f"photoindex: {_sentence(notice)}", err=True)


def _sentence(notice: Notice) -> str:  # noqa: PLR0911 - one for each kind
    match notice:
        case DecisionsOfAnother(kept, number):
            return (
                f"the decisions file beside the index belonged to another index; it is kept as {shown_path(kept)} "
                f"and holds {count(number, 'decision')}. Add them to this index with: "
                + for_same_index("photoindex restore --decisions")
            )
        case DecisionsNotHere(file, number):
            return (
                f"{shown_path(file)} holds {count(number, 'decision')} that the index lacks, because a command was "
                "killed or the index was replaced by an older copy. Add them with: "
                + for_same_index("photoindex restore --decisions")
            )
        case CopyKept(copy):
            return f"the index was updated for this version; the previous one is kept as {shown_path(copy)}"
        case CopySkipped(needed, free, decisions):
            return (
                f"the index was updated for this version without keeping a copy, which needs {needed >> 20:,} MB and a "
                f"reserve of 128 MB ({free >> 20:,} MB are free). All your decisions are in {shown_path(decisions)}"
            )
        case CopyRead(index):
            return (
                f"the index {shown_path(index)} cannot be used in place (it is older and not writable, or its file "
                "system has no locks): this command reads a copy of it"
            )
        case KnownDamage(index, found_at, problems):
            repair, rescue = for_same_index("photoindex check --repair"), for_same_index("photoindex rescue")
            which = f" ({shown('; '.join(map(in_words, problems)))})" if problems else ""
            return (
                f"the check of {found_at:%Y-%m-%d %H:%M} found the index {shown_path(index)} damaged{which}. "
                f"Repair it with `{repair}`, or save what can be saved with `{rescue}`"
            )
        case Waiting(index, pid, command):
            who = f"process {pid}" if pid is not None else "another process"
            what = f" (`{shown(command)}`)" if command else ""
            return f"waiting for {who}{what}, which uses the index {shown_path(index)}"
        case _:
            assert_never(notice)
