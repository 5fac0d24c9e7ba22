"""Add a checksum to each line of the decisions file, and verify it when the line is read."""

import contextlib
import re
import zlib

# The end of each line in the decisions file: the checksum of the rest of the line.
_SEAL = re.compile(r', "check": "([0-9a-f]{8})"\}$')
# Each line begins like this. No text inside a line can contain it, because quotation marks in a text are escaped.
_BEGINS = re.compile(r'(?=\{"uid": ")')
_UID = re.compile(r'\{"uid": "([^"\\]+)"')


def sealed(line: str) -> str:
    """Add a checksum to a line; `unsealed` verifies it."""
    return f'{line[:-1]}, "check": "{_checksum(line)}"}}'


def unsealed(text: str) -> str:
    """The line without its checksum. A line that has no checksum, as in an export, is returned unchanged.

    Raises:
        ValueError: the checksum does not match.
    """
    text = text.strip()
    seal = _SEAL.search(text)
    if seal is None:
        return text
    line = text[: seal.start()] + "}"
    if _checksum(line) != seal.group(1):
        raise ValueError("it does not match its checksum")
    return line


def split_lines(text: str) -> list[str]:
    """Split a text into lines, even where a line break was lost or the end of a line is missing."""
    return [line for row in text.split("\n") for piece in _BEGINS.split(row) if (line := piece.strip())]


def uid_of_sealed(text: str) -> str | None:
    """The uid of a line with a valid checksum, found without parsing the rest of the line. None if there is no valid
    checksum.

    Parsing a decision about 50,000 faces takes a second; verifying its checksum takes a few milliseconds.
    """
    with contextlib.suppress(ValueError):
        begin = _UID.match(line := unsealed(text))
        return begin[1] if begin and line != text.strip() else None
    return None


def _checksum(line: str) -> str:
    return f"{zlib.crc32(line.encode('utf-8', errors='surrogatepass')):08x}"
