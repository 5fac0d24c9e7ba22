"""Notices about the index that the user gets in addition to a command's result: records, not sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from photoindex.domain.damage import Damage


@dataclass(frozen=True, slots=True)
class DecisionsOfAnother:
    """The decisions file beside the index belonged to another index. That file was kept as `kept`; `decisions` is the
    number of decisions in it.
    """

    kept: Path
    decisions: int


@dataclass(frozen=True, slots=True)
class DecisionsNotHere:
    """The index lacks some decisions that are in `file`, because a command was killed or an older copy replaced the
    index.

    `decisions` is the number of decisions that the index lacks.
    """

    file: Path
    decisions: int


@dataclass(frozen=True, slots=True)
class CopyKept:
    """The index was migrated to a newer version; `copy` is a copy of the index from before the migration."""

    copy: Path


@dataclass(frozen=True, slots=True)
class CopySkipped:
    """The index was migrated without keeping a copy: a copy takes `needed` bytes, and `free` bytes are available."""

    needed: int
    free: int
    decisions: Path


@dataclass(frozen=True, slots=True)
class CopyRead:
    """The index is read from a copy. Either it has an older version and cannot be written, or its disk has no locks."""

    index: Path


@dataclass(frozen=True, slots=True)
class KnownDamage:
    """A check found `problems` in this index, and the problems have not been repaired since. Problems that only another
    version knows are left out.
    """

    index: Path
    found_at: datetime
    problems: tuple[Damage, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The command waits for its turn. `pid` and `command` describe the process that holds the index, if that process is
    known.
    """

    index: Path
    pid: int | None
    command: str


Notice = DecisionsOfAnother | DecisionsNotHere | CopyKept | CopySkipped | CopyRead | KnownDamage | Waiting
Tell = Callable[[Notice], None]


def tell_nobody(_notice: Notice) -> None:
    """Discard the notice: there is no user to tell."""
