"""Describe the command that is working on an index."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photoindex.operations.status import Running


def in_words(running: "Running") -> str:
    """The command, its folders or files, and its start."""
    where = " of " + ", ".join(map(str, running.paths)) if running.paths else ""
    since = f"has been running since {running.since:%Y-%m-%d %H:%M:%S}"
    return f"`photoindex {running.command}`{where} {since} (process {running.pid})"


def what_is_waited_for(other: "Running | None") -> str:
    """The command that is waited for, in the same words, if it is known."""
    return in_words(other) if other is not None else "another command is working on the index"
