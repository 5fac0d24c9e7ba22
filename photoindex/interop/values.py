"""Read single values from documents that another program may have written. No value raises an error."""

import math
from datetime import datetime
from typing import Any

from photoindex.domain.geometry import Box

# No photo has more pixels along one side, and no field of ours needs a larger number.
_LARGEST = 1e15
# Names and paths; longer texts are something else.
_LONGEST_TEXT = 4096


def text(value: Any) -> str:
    """A text without surrounding spaces; "" for anything else, and for a text of more than 4,096 characters."""
    return path_text(value).strip()


def path_text(value: Any) -> str:
    """A path or the name of a file, with its surrounding spaces; "" for anything else, and for too long a text.

    Half of a surrogate pair cannot be stored as UTF-8, so it is replaced by U+FFFD.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or not value.strip():
        return ""
    written: str = value
    return written if written.isascii() else written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def number(value: Any) -> float | None:
    """A finite number of at most 10^15; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -_LARGEST <= value <= _LARGEST else None


def count(value: Any) -> int | None:
    """A whole number above zero, such as a size in pixels or bytes; None for anything else."""
    found = number(value)
    return int(found) if found is not None and found >= 1 and found == math.floor(found) else None


def flag(value: Any) -> bool:
    """Whether a value is true; SQLite writes 1 for true."""
    return value is True or (value == 1 and isinstance(value, int))


def fields(value: Any) -> dict[str, Any]:
    """An object of a JSON document; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list of a JSON document; an empty one for anything else."""
    return value if isinstance(value, list) else []


def moment(value: Any) -> datetime | None:
    """The local time of an ISO 8601 text, without its zone; None for anything else."""
    written = text(value)
    try:
        return datetime.fromisoformat(written).replace(tzinfo=None) if written else None
    except ValueError:
        return None


def hexadecimal(value: Any, digits: int) -> str | None:
    """A hash of exactly this many hexadecimal digits, in lower case; None for anything else."""
    written = text(value).lower()
    return written if len(written) == digits and set(written) <= set("0123456789abcdef") else None


def usable(box: Box) -> bool:
    """Whether a box lies at least partly in the image and is not more than twice as large as the image."""
    # Comparisons with NaN are false.
    if not (0 < box.width <= 2 and 0 < box.height <= 2 and abs(box.x) <= 2 and abs(box.y) <= 2):
        return False
    part = box.clipped()
    return part.width > 0 and part.height > 0
