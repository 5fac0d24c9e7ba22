"""Name the reader of each program, and import it only when it is used."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from photoindex.interop.photo_names import Reader
from photoindex.interop.regions import Program

_MODULES: Mapping[Program, str] = {
    "xmp": "xmp.reader",
    "picasa": "picasa",
    "takeout": "takeout",
    "digikam": "digikam",
    "lightroom": "lightroom",
    "immich": "immich",
    "photoprism": "photoprism",
    "osxphotos": "osxphotos",
    "csv": "table",
}

PROGRAMS: tuple[Program, ...] = tuple(_MODULES)
"""All programs, in the order in which their files are read."""


def reader_of(program: Program) -> Reader:
    """The function that reads the files of a program."""
    return cast("Reader", import_module(f"photoindex.interop.{_MODULES[program]}").read)
