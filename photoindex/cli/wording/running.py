"""The command that works on an index, in words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photoindex.operations.status import Running


def in_words(running: "Running") -> str:
    """What runs, on what, and since when."""
    where = " of " + ", ".join(map(str, running.paths)) if running.paths else ""
    since = f"has been running since {running.since:%Y-%m-%d %H:%M:%S}"
    return f"`photoindex {running.command}`{where} {since} (process {running.pid})"


def what_is_waited_for(other: "Running | None") -> str:
    """The same, where that is known."""
    return in_words(other) if other is not None else "another command works on the index"
