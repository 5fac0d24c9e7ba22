"""Define what an export of names is asked for, and what it reports."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from photoindex.domain.geometry import Box
from photoindex.domain.names import Match
from photoindex.domain.people import AssignmentStatus
from photoindex.interop.xmp.sidecar_file import SidecarStyle
from photoindex.interop.xmp.written import Schema

NotWrittenReason = Literal[
    "malformed", "unreadable", "unwritable", "other-size", "changed-meanwhile",
    "format", "linked", "refused", "picture-differs", "metadata-differs", "read-only",
]  # fmt: skip
"""Why names could not be written into a file.

Its XMP is malformed or refused; it cannot be read, or not be written; it holds regions for a picture of another aspect
ratio; or another program wrote it at the same moment. For originals only: their format is not written; other names of
the file (hard links) would keep the old content; ExifTool refused; the written copy shows another picture, or other
metadata; or the file is read-only.
"""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to export.

    Args:
        names: only photos that show all of these people; without names, all photos. All names in these photos are
            written.
        automatic: also names that follow from what the user said, not only confirmed ones.
        also: lists to write in addition to MWG regions. A list that was written before is kept up to date anyway.
        style: the name of a new sidecar.
        overrule: where another program gave a face another name, write ours.
        folder: only files in this folder.
        accept_removal: do not write a region again that photoindex wrote and another program removed.
    """

    names: tuple[str, ...] = ()
    automatic: bool = False
    also: tuple[Schema, ...] = ()
    style: SidecarStyle = "full"
    overrule: bool = False
    folder: Path | None = None
    accept_removal: bool = False

    @property
    def statuses(self) -> tuple[AssignmentStatus, ...]:
        return ("confirmed", "automatic") if self.automatic else ("confirmed",)


@dataclass(frozen=True, slots=True)
class NotWritten:
    """A file into which names could not be written. `detail` is what the system or a library said about it."""

    path: Path
    reason: NotWrittenReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A face of a photo that has our `name` here and the name `theirs` in the file at `path`."""

    photo: Path
    path: Path
    name: str
    theirs: str


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A face that has a name here, and whose region another program removed from the file at `path`. The box is in
    fractions of the stored picture.
    """

    path: Path
    content_hash: str
    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Absent:
    """The numbers of files of matching photos that were left out: on offline disks, missing, holding something else
    since the last scan, and unreadable.
    """

    away: int = 0
    missing: int = 0
    changed: int = 0
    unreadable: int = 0

    @property
    def total(self) -> int:
        return self.away + self.missing + self.changed + self.unreadable


@dataclass(slots=True)
class ExportReport:
    """What was written, or with `dry_run` would be written.

    - `photos` with names, in `files`. `created` sidecars are new; `updated` ones, or originals, were changed; the
      others were `current` already.
    - `added`, `changed` and `removed` are numbers of regions and keywords.
    - `disagreements`: another program gave the face another name, which was kept.
    - `taken_out`: faces whose region another program removed, and that keep their names here.
    """

    people: tuple[Match, ...] = ()
    photos: int = 0
    files: int = 0
    created: int = 0
    updated: int = 0
    current: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    absent: Absent = field(default_factory=Absent)
    failures: list[NotWritten] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    taken_out: list[TakenOut] = field(default_factory=list)
    dry_run: bool = False
