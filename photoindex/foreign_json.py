"""Read JSON that somebody else may have written, up to a size limit. All invalid content raises the same error.

This module imports no other module of photoindex, so that modules on every floor may use it.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

# Settings and manifests take a few kilobytes.
SMALL = 4 * 1024**2
# No field needs a number with more digits. Python has such a limit too, but a much higher one.
_LONGEST_NUMBER = 100


def read_json(path: Path, limit: int = SMALL) -> Any:
    """The value in a file of at most `limit` bytes.

    Raises:
        OSError: the file cannot be read.
        ValueError: the content is not valid JSON; the message says why.
    """
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"it is larger than {limit:,} bytes")
    try:
        return parse_json(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not text in UTF-8: {error.reason} at byte {error.start}") from error


def parse_json(text: str) -> Any:
    """Parse a JSON text.

    Raises:
        ValueError: the text is not JSON, is nested too deeply, repeats a field, or holds a number that is too long or
            not finite. The message says which.
    """
    try:
        return json.loads(
            text, object_pairs_hook=_fields, parse_constant=_not_a_number, parse_int=_whole, parse_float=_number
        )
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from error
    except RecursionError as error:
        raise ValueError("not JSON: nested too deeply") from error


def _fields(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise ValueError(f"the field {name[:40]!r} appears twice")
        fields[name] = value
    return fields


def _whole(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text):,} digits")
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        _not_a_number(text)
    return value


def _not_a_number(text: str) -> NoReturn:
    raise ValueError(f"{text[:40]} is not a number")
