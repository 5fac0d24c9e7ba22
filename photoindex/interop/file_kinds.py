"""Recognise which program wrote a file, by its name and its content."""

import re
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from photoindex.decode.formats import PHOTO_SUFFIXES
from photoindex.decode.regular_file import open_regular
from photoindex.interop import digikam, lightroom
from photoindex.interop.foreign_sqlite import ForeignDatabaseError, is_sqlite, opened
from photoindex.interop.regions import Program

JSON_SUFFIXES = frozenset((".json", ".jsonl", ".ndjson"))
TABLE_SUFFIXES = frozenset((".csv", ".tsv"))

_PICASA_NAMES = frozenset((".picasa.ini", "picasa.ini"))

# A program is recognised by tables that no other program has.
_TABLES: Mapping[Program, frozenset[str]] = {
    "digikam": frozenset(("albumroots", "imagetagproperties")),
    "lightroom": frozenset(("adobe_images", "aglibraryfile")),
    "photoprism": frozenset(("markers", "files", "subjects")),
}
_PATH_COLUMNS = frozenset(("path", "file", "filename", "file_name", "photo", "sourcefile", "content_hash"))
_PERSON_COLUMNS = frozenset(("person", "person_name"))
# Enough to recognise a text; a JSON file is read until its first record ends.
_START = 64 * 1024


def last_suffix(name: str) -> str:
    """The suffix of a file name in lower case, with the dot; half a million names take less time than as paths."""
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def program_by_name(name: str) -> Program | None:
    """The program whose files alone have such a name."""
    suffix = last_suffix(name)
    if suffix in PHOTO_SUFFIXES or suffix == ".xmp":
        return "xmp"
    if suffix == lightroom.SUFFIX:
        return "lightroom"
    lower = name.lower()
    return "picasa" if lower in _PICASA_NAMES else "digikam" if lower == digikam.FILE_NAME else None


def program_of(file: Path) -> Program | None:
    """The program that wrote a file; None if it is not recognised or cannot be read."""
    suffix = last_suffix(file.name)
    if program := program_by_name(file.name):
        return program
    if suffix in TABLE_SUFFIXES:
        return "csv"
    try:
        if is_sqlite(file):
            return _program_of_database(file)
        return program_of_json(file) if suffix in JSON_SUFFIXES else _program_of_text(suffix, _start_of(file))
    except OSError:
        return None


def program_of_json(file: Path) -> Program | None:
    """The program that wrote a JSON file, by its first record."""
    from photoindex.interop import exported_document, immich, osxphotos, photoprism
    from photoindex.interop.json_records import json_records
    from photoindex.interop.values import fields

    tests: Mapping[Program, Callable[[Any], object]] = {
        "takeout": lambda value: isinstance(fields(value).get("photoTakenTime"), dict),
        "osxphotos": lambda value: osxphotos.is_record(fields(value)),
        "photoprism": lambda value: photoprism.is_record(fields(value)),
        "csv": exported_document.is_document,
        "immich": lambda value: next(immich.assets(value), None),
    }
    for value in islice(json_records(file, lambda _: None), 1):
        first = value[0] if isinstance(value, list) and value else value
        return next((program for program, is_of in tests.items() if is_of(first)), None)
    return None


def is_table_of_names(file: Path) -> bool:
    """Whether the first line of a text names a column for paths and one for persons."""
    try:
        line = re.split(rb"[\r\n]", _start_of(file).removeprefix(b"\xef\xbb\xbf").replace(b"\0", b""), maxsplit=1)[0]
    except OSError:
        return False
    columns = {column.strip(" \"'").lower() for column in re.split("[,;\t]", line.decode("utf-8", "replace"))}
    return bool(columns & _PATH_COLUMNS) and bool(columns & _PERSON_COLUMNS)


def _program_of_database(file: Path) -> Program | None:
    try:
        with opened(file) as database:
            tables = {table.lower() for table in database.tables()}
    except ForeignDatabaseError:
        return None
    return next((program for program, needed in _TABLES.items() if needed <= tables), None)


def _program_of_text(suffix: str, start: bytes) -> Program | None:
    if suffix == ".sql":
        return "photoprism"
    marks = {".ini": (b"faces=rect64", b"[Picasa]", b"[Contacts"), ".xml": (b"<contact",)}.get(suffix, ())
    return "picasa" if any(mark in start for mark in marks) else None


def _start_of(file: Path) -> bytes:
    with open_regular(file) as stream:
        return stream.read(_START)
