"""Choose the readers for the files and folders that a user gave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from photoindex.interop.photo_names import Reader
from photoindex.interop.regions import Program

# The module of each reader in photoindex.interop, in the order in which they are used.
_MODULES: Mapping[Program, str] = {
    "xmp": "xmp.reader",
    "picasa": "picasa",
    "takeout": "takeout",
    "digikam": "digikam",
    "lightroom": "lightroom",
    "osxphotos": "osxphotos",
    "immich": "immich",
    "photoprism": "photoprism",
    "csv": "table",
}

# These programs are recognised by the names of their files, so a folder may hold anything else.
_IN_FOLDERS: tuple[Program, ...] = ("xmp", "picasa", "takeout", "digikam", "lightroom")

_BY_SUFFIX: Mapping[str, Program] = {
    ".csv": "csv", ".tsv": "csv", ".ini": "picasa", ".xml": "picasa", ".jsonl": "immich", ".ndjson": "immich",
    ".sqlite": "photoprism", ".sql": "photoprism", ".lrcat": "lightroom",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """The files and folders that a reader is to read."""

    read: Reader
    paths: tuple[Path, ...]


def sources_for(paths: Sequence[Path], programs: Sequence[Program] | None) -> list[Source]:
    """The readers for these paths.

    Args:
        programs: the programs whose names are wanted; None to recognise them by their files.
    """
    if programs is not None:
        wanted: dict[Program, list[Path]] = {program: list(paths) for program in programs}
    else:
        wanted = {}
        for path in paths:
            for program in _IN_FOLDERS if path.is_dir() else (_program_of(path),):
                wanted.setdefault(program, []).append(path)
    return [
        Source(_module(program).read, tuple(wanted[program])) for program in _MODULES if program in wanted
    ]  # fmt: skip


def _module(program: Program) -> Any:
    return import_module(f"photoindex.interop.{_MODULES[program]}")


def _program_of(file: Path) -> Program:
    """The program that wrote a file, by its name or by its first record."""
    suffix = file.suffix.lower()
    if suffix == ".json":
        return _program_of_json(file)
    if file.name.lower() in (".picasa.ini", "picasa.ini"):
        return "picasa"
    if suffix == ".db":
        return "photoprism" if file.name.lower() == "index.db" else "digikam"
    return _BY_SUFFIX.get(suffix, "xmp")


def _program_of_json(file: Path) -> Program:
    from photoindex.interop import immich, osxphotos, photoprism
    from photoindex.interop.json_records import json_records
    from photoindex.interop.values import fields

    tests: Mapping[Program, Callable[[Any], object]] = {
        "osxphotos": lambda value: osxphotos.is_record(fields(value)),
        "photoprism": lambda value: photoprism.is_record(fields(value)),
        "immich": lambda value: next(immich.assets(value), None),
    }
    for value in islice(json_records(file, lambda _: None), 1):
        first = value[0] if isinstance(value, list) and value else value
        for program, is_of in tests.items():
            if is_of(first):
                return program
    return "takeout"
