"""Read ranges of numbers, such as `2..4`, `>=200` or `..6`."""

import re

from photoindex.errors import UsageError
from photoindex.query.tree import Range

_COMPARED = re.compile(r"(>=|<=|>|<|=)\s*(.*)")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?|\.\d{1,9}")
_WITH_HYPHEN = re.compile(r"([\d.]+)\s*[-\u2013]\s*([\d.]+)")


def ends(text: str, example: str) -> tuple[str | None, str | None, bool]:
    """The limits of `a..b`, `a..`, `..b`, `>=a`, `<=b`, `>a`, `<b` or `a`, and whether the limit itself is left out.

    Raises:
        UsageError: there is no limit.
    """
    compared = _COMPARED.fullmatch(text)
    if compared:
        sign, value = compared.groups()
        low, high = (value, None) if sign[0] == ">" else (None, value) if sign[0] == "<" else (value, value)
        strict = sign in ("<", ">")
    else:
        first, dots, last = text.partition("..")
        low, high, strict = first.strip() or None, (last.strip() or None) if dots else first.strip() or None, False
    if not low and not high:
        raise UsageError("a value is missing", hint=f"For example: {example}")
    return low or None, high or None, strict


def hint_for(text: str, example: str) -> str:
    """What to write instead of a value that is not understood."""
    hyphen = _WITH_HYPHEN.fullmatch(text)
    if hyphen:
        return f"A range is written with two dots: {example.partition(':')[0]}:{hyphen[1]}..{hyphen[2]}"
    return f"For example: {example}"


def number(text: str, example: str, *, unit: str = "") -> float:
    """A number without a sign, with or without its unit.

    Raises:
        UsageError: the text is not a number.
    """
    bare = text.lower().removesuffix(unit) if unit else text
    if not (bare.isascii() and _NUMBER.fullmatch(bare)):
        raise UsageError(f"{text!r} is not a number", hint=hint_for(text, example))
    return float(bare)


def whole(text: str, example: str) -> Range:
    """A range of whole numbers, both ends inclusive.

    Raises:
        UsageError: a limit is not a whole number, or the range ends before it begins.
    """
    low, high, strict = ends(text, example)
    for each in filter(None, (low, high)):
        if not (each.isascii() and each.isdigit() and len(each) < 10):
            raise UsageError(f"{each!r} is not a whole number", hint=hint_for(each, example))
    least = int(low) + strict if low else None
    most = int(high) - strict if high else None
    return ordered(Range(least, most), text)


def ordered(found: Range, text: str) -> Range:
    """The range itself, which was typed as `text`.

    Raises:
        UsageError: it ends before it begins.
    """
    if found.low is not None and found.high is not None and found.low > found.high:
        raise UsageError(f"{text} ends before it begins", hint="Write the smaller number first.")
    return found
