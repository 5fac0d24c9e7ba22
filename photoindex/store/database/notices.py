"""What happens to an index that its user should know, besides what a command was asked for. Records, not sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DecisionsOfAnother:
    """The decisions file beside the index was another index's: it is kept as `kept`, with `decisions` in it."""

    kept: Path
    decisions: int


@dataclass(frozen=True, slots=True)
class DecisionsNotHere:
    """`file` holds `decisions` that the index lacks: of a command that was killed, or from before an older copy of the
    index took its place.
    """

    file: Path
    decisions: int


@dataclass(frozen=True, slots=True)
class CopyKept:
    """The index was brought to a newer version, and `copy` is what it was before."""

    copy: Path


@dataclass(frozen=True, slots=True)
class CopySkipped:
    """The index was brought to a newer version without a copy: that takes `needed` bytes, and `free` are there."""

    needed: int
    free: int
    decisions: Path


@dataclass(frozen=True, slots=True)
class CopyRead:
    """The index cannot be used where it lies, being older and read-only or on a disk without locks: a copy is read."""

    index: Path


@dataclass(frozen=True, slots=True)
class KnownDamage:
    """A check found `problems` in this index, and nothing was done about them since."""

    index: Path
    found_at: datetime
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The command waits for its turn. `pid` and `command` are those of who holds the index, as far as is known."""

    index: Path
    pid: int | None
    command: str


Notice = DecisionsOfAnother | DecisionsNotHere | CopyKept | CopySkipped | CopyRead | KnownDamage | Waiting
Tell = Callable[[Notice], None]


def tell_nobody(_notice: Notice) -> None:
    """For whoever has no user to tell."""
