"""Choose the readers for the files and folders that a user gave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.interop.detect import detect
from photoindex.interop.photo_names import Reader, Unread
from photoindex.interop.readers import PROGRAMS, reader_of
from photoindex.interop.regions import Program


@dataclass(frozen=True, slots=True)
class Source:
    """The files and folders that a reader is to read."""

    read: Reader
    paths: tuple[Path, ...]


def sources_for(
    paths: Sequence[Path], programs: Sequence[Program] | None, note: Callable[[Unread], None]
) -> list[Source]:
    """The readers for these paths.

    Args:
        programs: the programs whose names are wanted; None to recognise them by their files.
        note: receives files that are not recognised, and what is known but cannot be read.
    """
    wanted = dict.fromkeys(programs, tuple(paths)) if programs is not None else _recognised(paths, note)
    return [Source(reader_of(program), wanted[program]) for program in PROGRAMS if program in wanted]


def _recognised(paths: Sequence[Path], note: Callable[[Unread], None]) -> Mapping[Program, tuple[Path, ...]]:
    noted: dict[Unread, None] = {}
    found = detect(paths, noted.setdefault)
    known = {unread.origin for unread in noted}
    for path in found.unrecognised:
        if path not in known and not path.is_dir():
            noted[Unread(path, "not-supported")] = None
    if not found.complete:
        detail = "not all files were looked at; give the files of other programs themselves"
        noted[Unread(paths[0], "too-large", detail)] = None
    for unread in noted:
        note(unread)
    return found.paths
