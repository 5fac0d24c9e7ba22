"""Define the content of a contact sheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.originals import Original


@dataclass(frozen=True, slots=True)
class SheetFace:
    """A face on a contact sheet.

    `caption` says in a few words what is known about the face; `when` says when the photo was taken. Above these two
    lines stands `heading` or, if `heading` is empty, the face's number. `original` is the file as it was scanned; if
    its content has changed since then, the box no longer shows where the face is. `lost` means that the file cannot be
    opened (for example, because its disk is offline), so do not try to open it.
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
    """A command to type, and its purpose in a word or two."""

    purpose: str
    typed: str


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """Faces that are shown together, below a line (unless it is empty) that says what they are. `doubtful` faces get a
    dashed border.
    """

    label: str
    faces: Sequence[SheetFace]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A part of a sheet with its own heading (or none), the commands for it, and its faces."""

    title: str
    commands: Sequence[SheetCommand]
    groups: Sequence[SheetGroup]


@dataclass(frozen=True, slots=True)
class TileTexts:
    """The texts in place of pictures: `missing` is shown on a grey tile if a photo cannot be shown, and `crop`
    describes a face for people who do not see its crop. `crop` receives the id of the face.
    """

    missing: str
    crop: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole contact sheet: `note` stands below the title, and `commands` apply to the whole sheet."""

    title: str
    note: str
    commands: Sequence[SheetCommand]
    sections: Sequence[SheetSection]
    tiles: TileTexts

    @property
    def faces(self) -> list[SheetFace]:
        """All faces in the order of the sheet."""
        return [face for section in self.sections for group in section.groups for face in group.faces]

    @property
    def texts(self) -> list[str]:
        """All texts on the sheet."""
        groups = [group for section in self.sections for group in section.groups]
        commands = [*self.commands, *(command for section in self.sections for command in section.commands)]
        found = [self.title, self.note, self.tiles.missing, *(section.title for section in self.sections)]
        found += [text for command in commands for text in (command.purpose, command.typed)]
        found += [group.label for group in groups]
        return found + [text for face in self.faces for text in (face.title, face.caption, face.when)]

    @property
    def doubtful_places(self) -> list[int]:
        """The places in `faces` of the doubtful faces."""
        marks = [group.doubtful for section in self.sections for group in section.groups for _ in group.faces]
        return [place for place, doubtful in enumerate(marks) if doubtful]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What a sheet shows. `shown` is the number of faces on the sheet. `missing` of these are grey tiles, because their
    photo could not be read or has changed since it was scanned. `left_out` is the number of faces left out because they
    do not fit. `undrawn` are the letters that became question marks, because no font has them.
    """

    shown: int
    missing: int
    left_out: int
    undrawn: str = ""
