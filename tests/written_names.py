"""Write the names that another program would give to faces of drawn photos."""

import csv
from collections.abc import Sequence
from pathlib import Path

from photoindex.operations.names_import import NamesReport, NamesRequest, import_names
from photoindex.operations.show import show_photo
from tests.library import Library

Row = tuple[str, int | None, str]
"""A photo, the place of a face in it from the left (None for a name without a box), and a name."""


def table(library: Library, *rows: Row, name: str = "names.csv") -> Path:
    """A table of names, with the boxes of the drawn faces."""
    file = library.folder.parent / name
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["path", "person", "x", "y", "width", "height"])
        for photo, place, person in rows:
            path = library.folder / photo
            writer.writerow([path, person, *(box_of(library, photo, place) if place is not None else [""] * 4)])
    return file


def box_of(library: Library, photo: str, place: int) -> Sequence[float]:
    """The box of the square at this place of a drawn photo."""
    width = show_photo(library.index, library.folder / photo).photo.width
    return place * 100 / width, 0, 100 / width, 1


def imported(library: Library, *rows: Row, name: str = "names.csv", **how: object) -> NamesReport:
    """Import a table of names."""
    file = table(library, *rows, name=name)
    request = NamesRequest((file,), ("csv",), source=f"names import {name}", **how)  # type: ignore[arg-type]
    return import_names(library.index, request)
