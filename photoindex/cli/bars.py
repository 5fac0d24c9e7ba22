"""Draw numbers as bars of text, in the characters that the terminal can show."""

import sys
from collections.abc import Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_HEIGHTS = " ▁▂▃▄▅▆▇█"


def has_blocks() -> bool:
    """Whether the encoding of standard output has block characters."""
    try:
        (_EIGHTHS + _HEIGHTS).encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def bar(number: int, most: int, wide: int, *, blocks: bool) -> str:
    """A horizontal bar, `wide` characters long for the number `most`; at least a trace for any number above 0."""
    if not most or not number:
        return ""
    if not blocks:
        return "#" * max(round(wide * number / most), 1)
    whole, eighths = divmod(max(round(8 * wide * number / most), 1), 8)
    return "█" * whole + (_EIGHTHS[eighths] if eighths else "")


def sparkline(numbers: Sequence[int]) -> str:
    """Vertical bars side by side, one character each; a number above 0 has at least a trace."""
    most = max(numbers, default=0)
    return "".join(_HEIGHTS[max(round(8 * number / most), 1) if number else 0] for number in numbers)
