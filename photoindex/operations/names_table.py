"""List names for other programs: a row for each named face in each file."""

from collections.abc import Sequence
from pathlib import Path

from photoindex.interop.table_writing import NameRow, as_table
from photoindex.operations.common.private_file import write_private
from photoindex.operations.exporting.records import ExportRequest
from photoindex.operations.exporting.selection import select
from photoindex.store.opening.index import Index

__all__ = ["ExportRequest", "NameRow", "as_table", "encoded", "name_rows", "paths_in", "write_file"]

_MARK = "\ufeff"


def name_rows(index: Index, request: ExportRequest) -> list[NameRow]:
    """The named faces of the photos that a request is about, by path. Files on offline disks are among them; missing
    files are not.

    Raises:
        QueryError: the query cannot be understood; `UnknownNameError` if nobody has one of the names.
        NotFoundError: nothing has been scanned yet.
    """
    selection = select(index, request)
    rows = [
        NameRow(original.file.path, face.name, face.status, face.box, photo.width, photo.height, photo.content_hash)
        for photo in selection.photos
        for original in selection.originals[photo.photo_id]
        for face in photo.faces
    ]
    return sorted(rows, key=lambda row: str(row.path))


def write_file(file: Path, text: str, *, begins: str, for_spreadsheets: bool = False) -> None:
    """Write a text to a file that only the user can read.

    Args:
        begins: how every export of this kind begins.
        for_spreadsheets: begin with a byte order mark, without which spreadsheets take UTF-8 for another encoding.

    Raises:
        UsageError: another file is there already, which is not an earlier export.
        StorageError: the file cannot be written.
    """
    mark = _MARK if for_spreadsheets else ""
    write_private(file, encoded(mark + text), begins=encoded(mark + begins))


def encoded(text: str) -> bytes:
    """A text as UTF-8. What is not text in a path is written as an escape; the content hash identifies the photo."""
    return text.encode("utf-8", "backslashreplace")


def paths_in(rows: Sequence[NameRow]) -> int:
    """The number of files in these rows."""
    return len({row.path for row in rows})
