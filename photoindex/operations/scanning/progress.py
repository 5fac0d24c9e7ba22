"""Report the events of a running scan, from which the command line draws bars, lines or JSON."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from photoindex.domain.outcome import Outcome
from photoindex.operations.common.index_lock import Running


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """How a scan ended.

    - `photos` were decoded and searched, and `copies` held known photos. `unchanged` files were not read again, `older`
      ones were left out for their dates, and `left_out` ones are known but were not requested this time. `videos` is
      the number of videos among the photos; videos are not read.
    - `failed` files could not be read, and `damaged` ones only in part; `still_failing` ones could not be read before
      and were not tried again.
    - `gone` files are missing now, `back` ones exist again, and `left` ones wait for the next scan. If `walked` is
      False, not all folders were listed, and `left` counts only what was found until the time was up.
    - `unseen` files hold photos that this scan's `pack` has not analysed: until the pack has analysed them, another
      pack stays in use, and the results of this scan are not visible. The number is 0 if the pack is in use.
      If `renewing`, this other pack is an earlier recipe of the same pack, and only new photos are visible at once.
    - `kept` photos could not be read when this scan replaced the faces of an earlier recipe, and keep their old faces.
    - `unread_folders` could not be listed, and `away` are roots that held photos and now hold none; the index keeps
      everything that it knows below them. `opted_out` are folders that were left out because of a file in them, if they
      are roots or hold known photos; each comes with the name of that file.
    - `thumbnails_problem` says why thumbnails could not be stored; it is empty if they were. They are made again when
      they are needed.
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
    thumbnails_problem: str = ""
    renewing: bool = False
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a scan does to photos that an earlier recipe of the pack has analysed: it embeds `photos` files again, of
    `files` in the index. `seconds` is how long this takes, estimated from an earlier scan; None without one.
    """

    photos: int
    files: int
    seconds: float | None


class ScanProgress(Protocol):
    """Receives the events of a scan in order."""

    def waiting(self, other: Running | None) -> None:
        """The scan will begin when the `other` command ends; `other` is None if that command is unknown."""

    def looking(self, files: int) -> None:
        """This many photo files have been found so far."""

    def renewing(self, renewal: Renewal) -> None:
        """The walk is complete, and this version recognises faces in another way than the one before."""

    def started(self, todo: int, unchanged: int, workers: int) -> None:
        """The walk is complete. `todo` files will be read; `unchanged` files need not be read."""

    def outcome(self, outcome: Outcome) -> None:
        """One file is done and will be stored."""

    def reading(self, done: int, todo: int) -> None:
        """Of the `todo` photos that an older version scanned, the dates and texts of `done` have been read again."""

    def grouping(self, faces: int) -> None:
        """All photos are stored, and this many faces are now being clustered."""

    def finished(self) -> None:
        """The scan has ended or was stopped; no more events follow."""


class NoProgress:
    """Ignore all events."""

    def waiting(self, other: Running | None) -> None: ...

    def looking(self, files: int) -> None: ...

    def renewing(self, renewal: Renewal) -> None: ...

    def started(self, todo: int, unchanged: int, workers: int) -> None: ...

    def outcome(self, outcome: Outcome) -> None: ...

    def reading(self, done: int, todo: int) -> None: ...

    def grouping(self, faces: int) -> None: ...

    def finished(self) -> None: ...
