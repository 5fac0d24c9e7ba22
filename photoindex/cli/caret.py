"""Show the part of a typed line that an error is about, with carets below it."""

import unicodedata

from photoindex.cli.output import shown

# Characters of the line that are shown, so that the carets stand below the part in a narrow terminal too.
_WIDEST = 76
_MORE = "..."


def marked(line: str, start: int, end: int) -> tuple[str, str]:
    """The line, cut around the part from `start` to before `end`, and a line of carets below that part. Control
    characters are escaped.
    """
    before, part, after = (shown(text) for text in (line[:start], line[start:end], line[end:]))
    most = _WIDEST - 2 * len(_MORE)
    if len(part) > most:
        part = part[: most - len(_MORE)] + _MORE
    room = _WIDEST - len(part)
    if len(before) > max(room // 2, room - len(after)):
        kept = max(max(room // 2, room - len(after)) - len(_MORE), 0)
        before = _MORE + before[len(before) - kept :]
    if len(after) > max(room - len(before), 0):
        after = after[: max(room - len(before) - len(_MORE), 0)] + _MORE
    return before + part + after, " " * width(before) + "^" * max(width(part), 1)


def width(text: str) -> int:
    """The number of columns that a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn")
        else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )  # fmt: skip
