"""Read names from a table of text: a CSV with a header, such as the one that photoindex exports.

Each row is one face: `path,person,x,y,width,height`. The columns may come in any order, with other columns between
them; these are known:

- `path` (or `file`, `filename`, `photo`, `sourcefile`): the photo; required, unless there is a `content_hash`.
- `person` (or `name`): who it is; empty for a face without a name.
- `x`, `y` (or `left`, `top`), `width`, `height` (or `w`, `h`): the box, by its top-left corner, in the upright image.
  If they are missing or empty, the person is in the photo without a box.
- `photo_width`, `photo_height` (or `image_width`, `image_height`): the size of the upright photo in pixels.
- `status`: as in an export of photoindex; see `_COUNTED`.
- `content_hash` (or `sha256`): the SHA-256 of the file in hexadecimal digits.

The JSON document of an export is read too, if the file itself is given.

The apostrophe that an export puts before a text that spreadsheets would take for a formula is removed.

Boxes are fractions. They are pixels if all four numbers of a row are whole, one of them is above 1, and the row has the
size of the photo. Columns are separated by commas, semicolons or tabs; where it is not the comma, numbers may have a
decimal comma. Text is UTF-8, UTF-16 with a byte order mark, or else Windows-1252, as spreadsheets write it.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from photoindex.domain.csv_text import unguarded
from photoindex.domain.geometry import Box
from photoindex.interop.exported_document import rows_of
from photoindex.interop.gathered import Gathered
from photoindex.interop.photo_names import PhotoHint, PhotoNames, Unread
from photoindex.interop.regions import in_fractions
from photoindex.interop.source_files import read_bytes, source_files
from photoindex.interop.values import hexadecimal, number, path_text, text, usable

_SUFFIXES = (".csv", ".tsv")
# A million faces.
_LARGEST = 256 * 1024**2
# Reports about more rows would say nothing new.
_MOST_INVALID = 100
_SEPARATORS = ",;\t"
# A stream of text would need four bytes for each character.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "path": ("path", "file", "filename", "file_name", "photo", "sourcefile"),
    "person": ("person", "name", "person_name"),
    "x": ("x", "left"),
    "y": ("y", "top"),
    "width": ("width", "w"),
    "height": ("height", "h"),
    "photo_width": ("photo_width", "image_width"),
    "photo_height": ("photo_height", "image_height"),
    "status": ("status",),
    "content_hash": ("content_hash", "sha256"),
}
_BOX = ("x", "y", "width", "height")

_COUNTED = frozenset({"", "confirmed", "automatic"})
"""The statuses of rows whose person counts. A suggested person is a question, so only the box is read, without a name;
rows with another status, such as ignored faces, are left out."""
_SUGGESTED = "suggested"


def read(paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
    """Read tables among `paths` or below them; see `Reader`."""
    for file in source_files(paths, lambda name: name.lower().endswith(_SUFFIXES), note):
        if file.suffix.lower() == ".json":
            yield from _Table(file, note).read_document()
        elif (data := read_bytes(file, _LARGEST, note)) is not None:
            yield from _Table(file, note).read(_decoded(data))


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Line by line, so that a damaged line does not spoil the others.
        return "".join(map(_decoded_line, data.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)))


def _decoded_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


class _Table:
    """One file, whose rows are gathered by photo: the faces of a photo need not be in rows one after another."""

    def __init__(self, file: Path, note: Callable[[Unread], None]) -> None:
        self._file = file
        self._note = note
        self._invalid = 0
        self._separator = ","
        self._photos: dict[str, tuple[PhotoHint, Gathered]] = {}

    def read(self, content: str) -> Iterator[PhotoNames]:
        content = content.lstrip("\r\n")
        header = content.partition("\n")[0]
        self._separator = max(_SEPARATORS, key=header.count)
        rows = csv.reader((line[0] for line in _LINE.finditer(content)), delimiter=self._separator)
        try:
            columns = _places(next(rows, []))
            if "person" not in columns or not {"path", "content_hash"} & columns.keys():
                self._note(Unread(self._file, "not-supported", "no columns named path and person in its first line"))
                return
            for row in rows:
                self._add({name: row[place] for name, place in columns.items() if place < len(row)}, rows.line_num)
        except csv.Error as error:
            self._reject(f"line {rows.line_num:,}: {error}")
        yield from self._found()

    def read_document(self) -> Iterator[PhotoNames]:
        """Read a JSON document of photoindex, whose records are rows."""
        for place, row in enumerate(rows_of(self._file, self._note), start=1):
            self._add(row, place)
        yield from self._found()

    def _found(self) -> Iterator[PhotoNames]:
        for hint, gathered in self._photos.values():
            if found := gathered.photo_names(hint, "csv", self._file):
                yield found

    def _add(self, row: Mapping[str, str], line: int) -> None:
        path, sha256 = unguarded(path_text(row.get("path"))), hexadecimal(row.get("content_hash"), 64)
        status = text(row.get("status")).lower()
        if not any(map(str.strip, row.values())) or (status not in _COUNTED and status != _SUGGESTED):
            return
        if not path and sha256 is None:
            self._reject(f"line {line:,}: no path")
            return
        numbers = [self._number(row.get(name, "")) for name in _BOX]
        size = self._whole(row, "photo_width"), self._whole(row, "photo_height")
        dimensions = (size[0], size[1]) if size[0] and size[1] else None
        box = _box(numbers, dimensions)
        if (box is None or not usable(box)) and any(row.get(name, "").strip() for name in _BOX):
            self._reject(f"line {line:,}: not a box")
        hint = PhotoHint(path, width=size[0], height=size[1], sha256=sha256)
        _, gathered = self._photos.setdefault(path or str(sha256), (hint, Gathered("upright")))
        gathered.add("" if status == _SUGGESTED else unguarded(text(row.get("person"))), box, "face", dimensions)

    def _number(self, written: str) -> float | None:
        if self._separator != ",":
            written = written.replace(",", ".")
        try:
            return number(float(written)) if len(written) < 100 else None
        except ValueError:
            return None

    def _whole(self, row: Mapping[str, str], name: str) -> int | None:
        found = self._number(row.get(name, ""))
        return int(found) if found is not None and found >= 1 and found.is_integer() else None

    def _reject(self, detail: str) -> None:
        self._invalid += 1
        if self._invalid <= _MOST_INVALID:
            self._note(Unread(self._file, "malformed", detail))


def _places(header: Sequence[str]) -> dict[str, int]:
    """The place of each known column in a row."""
    written = [name.strip().lower().replace(" ", "_") for name in header]
    found = {}
    for column, names in _COLUMNS.items():
        if place := next((written.index(name) + 1 for name in names if name in written), 0):
            found[column] = place - 1
    return found


def _box(numbers: Sequence[float | None], dimensions: tuple[int, int] | None) -> Box | None:
    """The box of a row, in fractions; None if a number is missing."""
    known = [each for each in numbers if each is not None]
    if len(known) < len(_BOX):
        return None
    box = Box(*known)
    is_in_pixels = dimensions is not None and max(known) > 1 and all(each.is_integer() for each in known)
    return in_fractions(box, *dimensions) if dimensions and is_in_pixels else box
