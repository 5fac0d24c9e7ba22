"""Define the texts for contact sheets; the caller writes these texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from photoindex.export.sheet import SheetCommand, TileTexts
from photoindex.store.tables.faces import FaceRow
from photoindex.store.views.listing import PersonRow


@dataclass(frozen=True, slots=True)
class FaceTexts:
    """The texts below a face. If there is no `heading`, the sheet shows the face's number instead."""

    caption: str
    when: str = ""
    heading: str = ""


DescribeFace = Callable[[FaceRow, Mapping[int, str]], FaceTexts]
"""A face, and the names of persons by id."""


@dataclass(frozen=True, slots=True)
class SheetTexts:
    """The texts of a sheet of faces: `note` appears below the title, and `commands` are commands that the user can run
    on these faces. `doubtful` is the line above the faces that fit badly.
    """

    title: str
    note: str
    commands: Sequence[SheetCommand]
    face: DescribeFace
    tiles: TileTexts
    doubtful: str = ""


@dataclass(frozen=True, slots=True)
class PeopleSheetTexts:
    """The texts of a sheet of everybody, in the sections `named` and `unnamed`."""

    title: str
    note: str
    commands: Sequence[SheetCommand]
    named: str
    unnamed: str
    portrait: Callable[[PersonRow], FaceTexts]
    tiles: TileTexts


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """A question, and the commands that can be typed to answer it."""

    title: str
    commands: Sequence[SheetCommand]


@dataclass(frozen=True, slots=True)
class QuestionSheetTexts:
    """The texts of a sheet of questions: one item of `questions` for each question, and the line `compare` above the
    faces to compare with.

    `note` receives the number of questions on the sheet.
    """

    title: str
    note: Callable[[int], str]
    compare: str
    questions: Sequence[QuestionTexts]
    face: DescribeFace
    tiles: TileTexts
