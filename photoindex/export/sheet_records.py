"""What stands on a contact sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.originals import Original


@dataclass(frozen=True, slots=True)
class SheetFace:
    """A face on a contact sheet.

    `caption` says in a few words what is known of it and `when` the photo was taken; `heading` stands above both, and
    is the face's number where it is empty. `original` is the file as it was scanned: the box means nothing in one that
    holds something else since. `lost` says that the file cannot be opened and must not be tried, on a disk that is
    away.
    """

    face_id: int
    path: Path
    box: Box
    caption: str
    when: str = ""
    heading: str = ""
    original: Original | None = None
    lost: bool = False

    @property
    def title(self) -> str:
        return self.heading or str(self.face_id)


@dataclass(frozen=True, slots=True)
class SheetCommand:
    """Something to type, and in a word or two what for."""

    purpose: str
    typed: str


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """Faces that stand together, below a line that says what they are; empty for none."""

    label: str
    faces: Sequence[SheetFace]


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A part of a sheet with a heading of its own (or none), what can be typed about it, and its faces."""

    title: str
    commands: Sequence[SheetCommand]
    groups: Sequence[SheetGroup]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole contact sheet: `note` stands below the title, and `commands` are about all of it."""

    title: str
    note: str
    commands: Sequence[SheetCommand]
    sections: Sequence[SheetSection]

    @property
    def faces(self) -> list[SheetFace]:
        """All faces in the order in which they stand there."""
        return [face for section in self.sections for group in section.groups for face in group.faces]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """How many faces the sheet shows, how many of these as a grey tile because their photo could not be read or is no
    longer the one that was scanned, and how many faces were left out because a sheet holds 500."""

    shown: int
    missing: int
    left_out: int
