"""What a running scan tells whoever watches; the command line draws bars, lines or JSON from it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from photoindex.domain.outcome import Outcome
from photoindex.operations.common.index_lock import Running


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """How a scan ended.

    `photos` were decoded and searched, `copies` held photos that were known already, `unchanged` were not read again,
    `older` were left out for their dates, `left_out` are known and were not asked for this time, `videos` lie among the
    photos and are not read, `still_failing` could not be read before and were not tried again, `failed` could not be
    read now, `damaged` only in part; `gone` are files that are no longer there, `back` files that are there again, and
    `left` are for the next scan. `walked` says that all folders were looked at; without that, `left` counts only what
    was found until the time was over.
    `unseen` files hold photos that this scan's `pack` has not looked at: another pack stays in use for their sake, and
    what this scan found does not show yet. It is 0 where the pack is in use.
    `unread_folders` could not be listed and `away` are roots that held photos and now hold none: nothing below either
    is forgotten. `opted_out` are folders, each with the name of the file in it that keeps it from being scanned: roots,
    and those with photos that were known before.
    """

    pack: str
    photos: int
    faces: int
    copies: int
    unchanged: int
    older: int
    left_out: int
    videos: int
    still_failing: int
    failed: int
    damaged: int
    gone: int
    back: int
    left: int
    walked: bool
    unseen: int
    unread_folders: tuple[tuple[Path, str], ...]
    away: tuple[Path, ...]
    seconds: float
    interrupted: bool
    persons: int
    clusters: int
    single_faces: int
    opted_out: tuple[tuple[Path, str], ...] = ()


class ScanProgress(Protocol):
    """Receives the events of a scan in order."""

    def waiting(self, other: Running | None) -> None:
        """The scan begins when the `other` command has ended; None where it cannot be told which that is."""

    def looking(self, files: int) -> None:
        """So many photo files have been found so far."""

    def started(self, todo: int, unchanged: int, workers: int) -> None:
        """The tree is known: `todo` files will be read, `unchanged` need not be."""

    def outcome(self, outcome: Outcome) -> None:
        """One file is done and will be stored."""

    def grouping(self, faces: int) -> None:
        """All photos are stored; this many faces are grouped now."""

    def finished(self) -> None:
        """The scan has ended, or was stopped; nothing more will be told."""


class NoProgress:
    """Watches nothing."""

    def waiting(self, other: Running | None) -> None: ...

    def looking(self, files: int) -> None: ...

    def started(self, todo: int, unchanged: int, workers: int) -> None: ...

    def outcome(self, outcome: Outcome) -> None: ...

    def grouping(self, faces: int) -> None: ...

    def finished(self) -> None: ...
