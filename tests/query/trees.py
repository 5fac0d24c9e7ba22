"""Draw random trees of queries."""

from collections.abc import Sequence
from datetime import datetime

from hypothesis import strategies as st

from photoindex.domain.photo_texts import folded
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
from photoindex.query.values import STATUSES

NAMES = ("Grandma", "Tom", "Ann-Marie", 'O"Neill', "Or", "year:2004", "(Opa)", "Zoë", "2004", "a\\b")
PLACES = ("Lisbon", "Paris, France", "São Paulo", "New York", "'s-Hertogenbosch", "東京")
PATHS = ("a.jpg", "/p/b c.jpg", "C:\\photos\\d.jpg", "~/e.jpg", '"f".jpg')
SEARCHES = ("kids", "a b", "x.y-z", 'say "hi"', "2004", "year:2004", "@", "a\\b")
PATTERNS = ("a", "b*", "2001", "?", "x/y", "work trips", "IMG_1(1)", "ü", "*.jpg", "100%", "a'b", '"', "it; drop")


def whole(most: int) -> st.SearchStrategy[Range]:
    """Ranges of whole numbers as the parser makes them."""
    both = st.tuples(st.integers(0, most), st.integers(0, most)).map(lambda ends: Range(*sorted(ends)))
    one = st.integers(0, most).flatmap(lambda end: st.sampled_from([Range(end, None), Range(None, end)]))
    return both | one


def fractions(most: float) -> st.SearchStrategy[Range]:
    """Ranges of numbers with at most three decimals."""
    number = st.integers(0, 1000).map(lambda value: round(value * most / 1000, 3))
    both = st.tuples(number, number).map(lambda ends: Range(*sorted(ends)))
    one = st.tuples(number, st.booleans()).flatmap(
        lambda end: st.sampled_from([Range(end[0], None, end[1]), Range(None, end[0], end[1])])
    )
    return both | one


dates = st.sampled_from(["2000", "2001", "2001-06", "2002-02-28", "2004-12", "today", "-30d", "-2w", "-24m", "-25y"])


def _in_order(ends: tuple[str | None, str | None]) -> bool:
    from photoindex.errors import UsageError
    from photoindex.query.values import read_period

    try:
        read_period(*ends)
    except UsageError:
        return False
    return ends != (None, None)


periods = st.tuples(st.none() | dates, st.none() | dates).filter(_in_order).map(lambda ends: Dates(*ends))


def trees(
    names: Sequence[str] = NAMES, patterns: Sequence[str] = PATTERNS, *, odd_texts: bool = True, saved: bool = False
) -> st.SearchStrategy[Tree]:
    """Trees as the parser builds them, with `saved` also of saved searches."""
    people = st.sampled_from(names).map(Someone)
    texts = st.sampled_from(patterns)
    if odd_texts:
        texts |= st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(_survives)
    said = texts.filter(lambda text: bool(folded(text)))
    leaves = st.one_of(
        people,
        *([st.sampled_from(SEARCHES).map(Saved)] if saved else []),
        st.lists(people, min_size=1, max_size=3).map(lambda items: Only(tuple(items))),
        st.sampled_from(["unnamed", "stranger", "twice", "together", "undated"]).map(Flag),  # type: ignore[arg-type]
        whole(4).map(Count),
        periods,
        st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda ends: Months(*ends)),
        whole(60).map(Age),
        fractions(1).map(lambda found: Measure("confidence", found)),
        fractions(1).map(lambda found: Measure("quality", found)),
        fractions(300).map(lambda found: Measure("size", found)),
        st.sampled_from(STATUSES).map(Status),
        st.tuples(st.sampled_from(["folder", "file", "camera"]), texts).map(lambda pair: Pattern(*pair)),  # type: ignore[arg-type]
        said.map(lambda text: Pattern("text", text)),
        st.sampled_from(PLACES).map(Place),
        st.sampled_from(PATHS).map(Like),
        st.sampled_from(["jpg", "jpeg", "heic", "tif"]).map(lambda text: Pattern("ext", text)),
        st.tuples(st.integers(-90, 90), st.integers(-180, 180), st.sampled_from([0.0, 500.0, 2e6, 2e7, 3e7])).map(
            lambda place: Near(float(place[0]), float(place[1]), place[2])
        ),
    )
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            st.lists(parts, min_size=2, max_size=3).map(lambda items: And(tuple(items))),
            st.lists(parts, min_size=2, max_size=3).map(lambda items: Or(tuple(items))),
            parts.map(Not),
        ),
        max_leaves=8,
    )


def _survives(text: str) -> bool:
    """Whether the text has neither spaces at its ends, which the parser removes, nor only spaces."""
    return text == text.strip() != ""


TODAY = datetime(2026, 11, 26, 15, 30)
