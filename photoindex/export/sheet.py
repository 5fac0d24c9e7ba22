"""Write a contact sheet: one file that shows the crops of many faces, to see who they are."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from photoindex.errors import UsageError
from photoindex.export.files import readable, writing
from photoindex.export.fonts import undrawable
from photoindex.export.sheet_html import html_sheet
from photoindex.export.sheet_png import png_sheet
from photoindex.export.sheet_records import (
    Sheet,
    SheetCommand,
    SheetFace,
    SheetGroup,
    SheetReport,
    SheetSection,
    TileTexts,
)
from photoindex.files import open_new, write_whole
from photoindex.originals import identity_of

__all__ = [
    "MOST_FACES",
    "MOST_ON_A_PAGE",
    "Sheet",
    "SheetCommand",
    "SheetFace",
    "SheetGroup",
    "SheetReport",
    "SheetSection",
    "TileTexts",
    "check_sheet_file",
    "most_faces",
    "write_contact_sheet",
]

MOST_FACES = 500
# Browsers draw only the visible part of a page, while a picture is decoded as a whole.
MOST_ON_A_PAGE = 5000
# No line of a sheet can hold more letters than this, even the narrowest ones.
_MOST_LETTERS = 400
# This mark stands near the beginning of every sheet; only a file that contains it may be replaced.
SHEET_MARK = "photoindex contact sheet"
_HEAD = 4096

# Takes the sheet and the mark; returns the bytes of the file and the number of missing faces.
Drawing = Callable[[Sheet, str], tuple[bytes, int]]
_DRAWINGS: Mapping[str, Drawing] = {".png": png_sheet, ".html": html_sheet, ".htm": html_sheet}


def most_faces(file: Path) -> int:
    """The number of faces that a sheet with this suffix can hold: a page holds 5,000, a picture 500."""
    return MOST_FACES if file.suffix.lower() == ".png" else MOST_ON_A_PAGE


def check_sheet_file(file: Path) -> None:
    """Check before the work begins that a sheet can be written; raises the same errors as `write_contact_sheet`."""
    if file.suffix.lower() not in _DRAWINGS:
        raise UsageError(f"a sheet cannot be written as {readable(file)}", hint="Name a .png or a .html file.")
    _refuse_others(file, ())
    probe = file.with_name(f".photoindex-{secrets.token_hex(8)}.part")
    with writing(file):
        open_new(probe, private=True).close()
        probe.unlink()


def write_contact_sheet(sheet: Sheet, file: Path, *, of: int | None = None) -> SheetReport:
    """Write a contact sheet of face crops, as a picture or a page according to the suffix of `file`: .png or .html.

    A sheet that an earlier command wrote is replaced; any other file is not, because it may be a photo. Only the owner
    may read the sheet. Raises UsageError if another file is there or the suffix is unknown, StorageError if the sheet
    cannot be written.

    Args:
        of: the total number of faces, including those that did not fit.
    """
    draw = _DRAWINGS.get(file.suffix.lower())
    if draw is None:
        raise UsageError(f"a sheet cannot be written as {readable(file)}", hint="Name a .png or a .html file.")
    faces = sheet.faces
    _refuse_others(file, faces)
    short = _short(sheet)
    data, missing = draw(short, SHEET_MARK)
    with writing(file):
        write_whole(file, data, private=True)
    undrawn = undrawable(short.texts) if draw is png_sheet else ""
    return SheetReport(len(faces), missing, max(0, (of or 0) - len(faces)), undrawn)


def _short(sheet: Sheet) -> Sheet:
    """The sheet, in which texts that are too long for any line, such as a restored name of thousands of letters, are
    shortened.
    """
    sections = [
        replace(
            section,
            title=_cut(section.title),
            commands=[replace(command, typed=_cut(command.typed)) for command in section.commands],
            groups=[replace(group, faces=[_short_face(face) for face in group.faces]) for group in section.groups],
        )
        for section in sheet.sections
    ]
    return replace(sheet, title=_cut(" ".join(sheet.title.split())), sections=sections)


def _short_face(face: SheetFace) -> SheetFace:
    return replace(face, caption=_cut(face.caption), heading=_cut(face.heading))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"


def _refuse_others(file: Path, faces: Sequence[SheetFace]) -> None:
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {readable(file.parent)}", hint="Make it, or name another file.")
    with writing(file):
        if not (file.exists() or file.is_symlink()):
            return
        ours = file.is_file() and not file.is_symlink() and SHEET_MARK.encode() in _head(file)
        ours = ours and identity_of(file) not in {identity_of(face.path) for face in faces if not face.lost}
    if not ours:
        raise UsageError(
            f"{readable(file)} already exists and is not a contact sheet", hint="Name another file, or remove it."
        )


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_HEAD)
