"""Read a decisions file: every undamaged line, or only the last one."""

import os
from dataclasses import dataclass
from pathlib import Path

from photoindex.store.decisions_file.checksums import split_lines, uid_of_sealed
from photoindex.store.decisions_file.lines import Line, from_line

_TAIL = 16 * 1024


@dataclass(frozen=True, slots=True)
class ReadLines:
    """The undamaged lines of a decisions file, each with its text, and the number of damaged lines."""

    lines: tuple[tuple[str, Line], ...]
    damaged: int

    @property
    def uids(self) -> set[str]:
        return {line.decision.uid for _, line in self.lines}


def read_decisions_file(file: Path) -> ReadLines:
    """Read every undamaged line; a damaged line does not affect the others.

    Raises:
        OSError: the file cannot be read at all.
    """
    lines: dict[str, tuple[str, Line]] = {}
    damaged = 0
    for text in texts_in(file):
        try:
            line = from_line(text)
        except ValueError:
            damaged += 1
            continue
        lines.setdefault(line.decision.uid, (text, line))
    return ReadLines(tuple(lines.values()), damaged)


def texts_in(file: Path) -> list[str]:
    """The texts of all lines of a decisions file, including damaged lines.

    Raises:
        OSError: it cannot be read.
    """
    return split_lines(file.read_bytes().decode("utf-8", errors="replace").removeprefix("\ufeff"))


def last_uid(file: Path) -> str | None:
    """The uid in the last line; None if there is no file, or if the line is damaged."""
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        reach = _TAIL
        while True:
            stream.seek(max(0, size - reach))
            data = stream.read()
            begin = data.rfind(b'{"uid": "')
            if begin >= 0 or reach >= size:
                break
            reach *= 4
    if begin < 0 or not data.endswith(b"\n"):
        return None
    try:
        text = data[begin:].decode("utf-8")
        return uid_of_sealed(text) or from_line(text).decision.uid
    except ValueError:
        return None
