"""Faces in, one file out on which a person can see who they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.errors import UsageError
from photoindex.export.crops import SheetFace
from photoindex.export.files import readable, write_atomically, writing
from photoindex.export.sheet_html import html_sheet
from photoindex.export.sheet_png import png_sheet
from photoindex.originals import identity_of

__all__ = ["MOST_FACES", "SheetFace", "SheetReport", "write_contact_sheet"]

MOST_FACES = 500
# More fit in no line of a sheet, even of the narrowest.
_MOST_LETTERS = 400
# Stands near the beginning of every sheet: only a file that holds it is replaced.
SHEET_MARK = "photoindex contact sheet"
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class SheetReport:
    """How many faces the sheet shows, how many of these as a grey tile because their photo could not be read or is no
    longer the one that was scanned, and how many faces were left out because a sheet holds 500."""

    shown: int
    missing: int
    left_out: int


# Takes the faces, the title, a note (or "") and the mark; gives the file's bytes and how many faces were missing.
Drawing = Callable[[Sequence[SheetFace], str, str, str], tuple[bytes, int]]
_DRAWINGS: Mapping[str, Drawing] = {".png": png_sheet, ".html": html_sheet, ".htm": html_sheet}


def write_contact_sheet(faces: Sequence[SheetFace], file: Path, title: str) -> SheetReport:
    """Writes a contact sheet of face crops, as a picture or a page by the suffix of `file`: .png or .html.

    A sheet that an earlier command wrote is replaced; any other file is not, for it may be somebody's photo. Raises
    UsageError for that and for another suffix, StorageError when it cannot be written.
    """
    draw = _DRAWINGS.get(file.suffix.lower())
    if draw is None:
        raise UsageError(f"A sheet cannot be written as {readable(file)}", hint="Name a .png or a .html file.")
    _refuse_others(file, faces)
    shown = [replace(face, caption=_short(face.caption)) for face in faces[:MOST_FACES]]
    left_out = len(faces) - len(shown)
    note = f"The first {len(shown)} of {len(faces):,} faces" if left_out else ""
    data, missing = draw(shown, _short(title), note, SHEET_MARK)
    write_atomically(file, data)
    return SheetReport(len(shown), missing, left_out)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}…"


def _refuse_others(file: Path, faces: Sequence[SheetFace]) -> None:
    if not file.parent.is_dir():
        raise UsageError(f"There is no folder {readable(file.parent)}", hint="Make it, or name another file.")
    with writing(file):
        if not (file.exists() or file.is_symlink()):
            return
        ours = file.is_file() and not file.is_symlink() and SHEET_MARK.encode() in _head(file)
        ours = ours and identity_of(file) not in {identity_of(face.path) for face in faces if not face.lost}
    if not ours:
        raise UsageError(
            f"{readable(file)} is there already, and is not a contact sheet", hint="Name another file, or remove it."
        )


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_HEAD)
