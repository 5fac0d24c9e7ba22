"""Notices for the user about the index, beyond the result of the command. Records, not sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DecisionsOfAnother:
    """The decisions file beside the index belonged to another index. It is kept as `kept` and holds `decisions`."""

    kept: Path
    decisions: int


@dataclass(frozen=True, slots=True)
class DecisionsNotHere:
    """`file` holds `decisions` that the index lacks: a command was killed, or an older copy replaced the index."""

    file: Path
    decisions: int


@dataclass(frozen=True, slots=True)
class CopyKept:
    """The index was migrated to a newer version; `copy` is the index before that."""

    copy: Path


@dataclass(frozen=True, slots=True)
class CopySkipped:
    """The index was migrated without keeping a copy: a copy takes `needed` bytes, and `free` bytes are available."""

    needed: int
    free: int
    decisions: Path


@dataclass(frozen=True, slots=True)
class CopyRead:
    """The index is read from a copy, because it is older and read-only, or on a disk without locks."""

    index: Path


@dataclass(frozen=True, slots=True)
class KnownDamage:
    """A check found `problems` in this index, and they have not been repaired since."""

    index: Path
    found_at: datetime
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The command waits for its turn. `pid` and `command` are those of the process that holds the index, if known."""

    index: Path
    pid: int | None
    command: str


Notice = DecisionsOfAnother | DecisionsNotHere | CopyKept | CopySkipped | CopyRead | KnownDamage | Waiting
Tell = Callable[[Notice], None]


def tell_nobody(_notice: Notice) -> None:
    """Discard the notice: there is no user to tell."""
