"""Completion: read the names and numbers that can be typed, or give up at once if that would mean waiting."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.operations.querying.searches import load_searches
from photoindex.people.decisions.standing import import_heads, standing
from photoindex.query.printing import quoted_name, search_reference
from photoindex.query.terms import TERMS
from photoindex.query.values import VALUES
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import current_pack
from photoindex.store.tables.decisions import load_decisions
from photoindex.store.tables.faces import face_ids_starting
from photoindex.store.tables.people import load_persons
from photoindex.store.views.listing import list_clusters

_MOST = 50
# A saved search at the end of a query: @ki or @"summer at
_REFERENCE = re.compile(r"((?:.*[\s(|,!-])?)@(?:\"([^\"]*)|([^\s\"]*))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Known:
    """The names of people, the unnamed clusters as (number, number of faces), the largest first, and the names of saved
    searches.
    """

    names: tuple[str, ...]
    clusters: tuple[tuple[int, int], ...]
    searches: tuple[str, ...] = ()


def known(index: Index) -> Known:
    """List the people and clusters that can be typed.

    Raises:
        IndexLockedError: another command is writing.
        IndexFileError: the index does not exist, or must be updated first.
    """
    with index.glancing() as connection:
        pack = current_pack(connection)
        rows = list_clusters(connection, pack.fingerprint, smallest=2) if pack else []
        names = sorted(person.name for person in load_persons(connection))
        searches = tuple(search.name for search in load_searches(connection).values())
    return Known(tuple(names), tuple((row.id, row.faces) for row in rows[:_MOST]), searches)


def query_completions(names: Sequence[str], typed: str, searches: Sequence[str] = ()) -> list[str]:
    """What the last word of a query may be, each with the text before it: terms, values of terms, saved searches, and
    names in quotes where the query needs them.
    """
    # One name is a word of the shell, and needs no quotes of the query.
    whole = [name for name in names if _begins(name, typed.casefold())]
    if whole or not typed:
        return whole
    reference = _REFERENCE.fullmatch(typed)
    if reference:
        begun = (reference[2] or reference[3] or "").casefold()
        return [reference[1] + search_reference(name) for name in searches if name.casefold().startswith(begun)]
    return _completed(names, typed)


def _completed(names: Sequence[str], typed: str) -> list[str]:
    start = max((typed.rfind(mark) + 1 for mark in " (|,-!"), default=0)
    key, colon, value = typed[start:].partition(":")
    if typed.count('"') % 2:
        start = typed.rfind('"')
        word = typed[start + 1 :].casefold()
        return [typed[:start] + f'"{name}"' for name in names if _begins(name, word)]
    before, word = typed[:start], typed[start:].casefold()
    if colon and key in VALUES:
        return [f"{before}{key}:{each}" for each in VALUES[key] if each.startswith(value.casefold())]
    if colon and key in ("person", "only"):
        return [f"{before}{key}:{quoted_name(name)}" for name in names if _begins(name, value.casefold())]
    if colon:
        return []
    terms = [before + term.written for term in TERMS.values() if term.name.startswith(word) and word]
    return [*(before + (quoted_name(name) if before else name) for name in names if _begins(name, word)), *terms]


def _begins(name: str, start: str) -> bool:
    plain = name.casefold()
    return plain.startswith(start) or any(word.startswith(start) for word in plain.split())


def faces_starting(index: Index, digits: str) -> list[int]:
    """List some of the faces whose numbers begin with these digits, in order; raise the same errors as `known`."""
    with index.glancing() as connection:
        pack = current_pack(connection)
        return face_ids_starting(connection, pack.fingerprint, digits, _MOST) if pack else []


def recent_decisions(index: Index) -> list[tuple[int, str]]:
    """List the latest decisions that can be undone, with the typed commands; raise the same errors as `known`."""
    with index.glancing() as connection:
        counting = standing(load_decisions(connection))
    heads = import_heads(counting)
    counting = [decision for decision in counting if decision.batch not in heads]
    return [(decision.seq, decision.source) for decision in counting[: -_MOST - 1 : -1]]
