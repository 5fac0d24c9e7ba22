"""Choose the readers of other programs' files."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

from photoindex.interop.photo_names import Reader
from photoindex.interop.regions import Program

# The module of each reader in photoindex.interop; the order in which they are used.
_MODULES: Mapping[Program, str] = {
    "xmp": "xmp.reader",
    "picasa": "picasa",
    "takeout": "takeout",
    "osxphotos": "osxphotos",
    "immich": "immich",
    "photoprism": "photoprism",
    "csv": "table",
}


def readers_for(paths: Sequence[Path], programs: Sequence[Program] | None) -> dict[Program, Reader]:
    """The readers of these programs, or of all programs if None."""
    return {program: _reader(module) for program, module in _MODULES.items() if programs is None or program in programs}


def _reader(module: str) -> Reader:
    read: Reader = import_module(f"photoindex.interop.{module}").read
    return read
