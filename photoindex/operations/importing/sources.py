"""Choose the readers for the files and folders that a user gave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.interop.detect import detect
from photoindex.interop.photo_names import Reader, Unread
from photoindex.interop.readers import reader_of
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
        note: is called with each path of which no program is recognised.
    """
    if programs is not None:
        return [Source(reader_of(program), tuple(paths)) for program in programs]
    found = detect(paths, note)
    for path in found.unrecognised:
        if path.is_file():
            note(Unread(path, "not-supported", "no program is recognised"))
    if not found.complete:
        note(Unread(paths[0], "too-large", "it holds too many files, so some were not looked at"))
    return [Source(reader_of(program), places) for program, places in found.paths.items()]
