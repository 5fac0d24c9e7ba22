"""Name the programs and formats that names come from."""

from collections.abc import Mapping, Sequence

from photoindex.wording.lists import listed

_NAMES: Mapping[str, str] = {
    "xmp": "XMP",
    "picasa": "Picasa",
    "takeout": "Google Photos",
    "digikam": "digiKam",
    "lightroom": "Lightroom",
    "immich": "Immich",
    "photoprism": "PhotoPrism",
    "osxphotos": "Apple Photos",
    "csv": "a table",
}


def program_named(program: str) -> str:
    """The name of a program as its makers write it."""
    return _NAMES.get(program, program)


def programs_named(programs: Sequence[str]) -> str:
    """Several programs: "Picasa and XMP"."""
    return listed([program_named(program) for program in programs])
