"""Write a tree as a query that means the same. Parsing it again gives the same tree."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from photoindex.query.tokens import KEYWORDS
from photoindex.query.tree import (
    Age,
    And,
    Count,
    Dates,
    Flag,
    Like,
    Measure,
    Months,
    Near,
    Not,
    Only,
    Or,
    Pattern,
    Place,
    Range,
    Saved,
    Someone,
    Status,
    Tree,
)

_PLAIN_NAME = re.compile(r"[^\W\d_][\w'’.]*")
_PLAIN_SEARCH = re.compile(r"\w[\w.-]*")
_PLAIN_VALUE = re.compile(r"[\w.*?/~:-]+")


def printed(tree: Tree) -> str:
    """The query in its shortest form; names are as they were typed."""
    if isinstance(tree, Or):
        return " | ".join(_part(part, Or) for part in tree.parts)
    if isinstance(tree, And):
        return " ".join(_part(part, And, last=number == len(tree.parts) - 1) for number, part in enumerate(tree.parts))
    if isinstance(tree, Not):
        return f"-{_part(tree.part, Not)}"
    return _LEAVES[type(tree)](tree)


def _part(part: Tree, inside: type[And | Or | Not], *, last: bool = True) -> str:
    open_end = not last and _ends_in_names(part)
    nested = isinstance(part, Or) or (isinstance(part, And) and inside is not Or) or open_end
    return f"({printed(part)})" if nested else printed(part)


def _ends_in_names(part: Tree) -> bool:
    """Whether a name that is written after the part would belong to it."""
    return _ends_in_names(part.part) if isinstance(part, Not) else isinstance(part, Only)


def quoted_name(name: str) -> str:
    """A name as it is written in a query, in quotes where it needs them."""
    if _PLAIN_NAME.fullmatch(name) and name.casefold() not in KEYWORDS:
        return name
    return _quoted(name)


def search_reference(name: str) -> str:
    """A saved search as it is written in a query: `@kids`, or in quotes where it needs them."""
    return f"@{name if _PLAIN_SEARCH.fullmatch(name) else _quoted(name)}"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'(["\u201c\u201d\u201e\\])', r"\\\1", text) + '"'


def _value(text: str) -> str:
    return text if _PLAIN_VALUE.fullmatch(text) else _quoted(text)


def _range(term: str, found: Range) -> str:
    low, high = (None if each is None else _number(each) for each in (found.low, found.high))
    if found.strict:
        return f"{term}:{'>' if low is not None else '<'}{low if low is not None else high}"
    return f"{term}:{low}" if low == high else f"{term}:{low or ''}..{high or ''}"


def _number(value: float) -> str:
    return f"{value:.12f}".rstrip("0").rstrip(".")


def _dates(dates: Dates) -> str:
    return f"date:{dates.first}" if dates.first == dates.last else f"date:{dates.first or ''}..{dates.last or ''}"


def _months(months: Months) -> str:
    return f"month:{months.first}" if months.first == months.last else f"month:{months.first}..{months.last}"


_LEAVES: Mapping[type, Callable[[Any], str]] = {
    Someone: lambda leaf: quoted_name(leaf.name),
    Saved: lambda leaf: search_reference(leaf.name),
    Only: lambda leaf: f"only: {' '.join(quoted_name(each.name) for each in leaf.people)}",
    Flag: lambda leaf: leaf.name,
    Count: lambda leaf: _range("count", leaf.faces),
    Dates: _dates,
    Months: _months,
    Age: lambda leaf: _range("age", leaf.years),
    Measure: lambda leaf: _range(leaf.name, leaf.range),
    Status: lambda leaf: f"status:{leaf.status}",
    Pattern: lambda leaf: f"{leaf.name}:{_value(leaf.text)}",
    Near: lambda leaf: f"near:{_number(leaf.latitude)},{_number(leaf.longitude)},{_number(leaf.metres)}m",
    Place: lambda leaf: f"place:{_value(leaf.name)}",
    Like: lambda leaf: f"like:{_value(leaf.path)}",
}
