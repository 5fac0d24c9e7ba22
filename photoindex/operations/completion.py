"""Completion: read the names and numbers that can be typed, or give up at once if that would mean waiting."""

from dataclasses import dataclass

from photoindex.people.decisions.replay import import_heads, standing
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import current_pack
from photoindex.store.tables.decisions import load_decisions
from photoindex.store.tables.faces import face_ids_starting
from photoindex.store.tables.people import load_persons
from photoindex.store.views.listing import list_clusters

_MOST = 50


@dataclass(frozen=True, slots=True)
class Known:
    """The names of people, and the unnamed clusters as (number, number of faces), the largest first."""

    names: tuple[str, ...]
    clusters: tuple[tuple[int, int], ...]


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
    return Known(tuple(names), tuple((row.id, row.faces) for row in rows[:_MOST]))


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
