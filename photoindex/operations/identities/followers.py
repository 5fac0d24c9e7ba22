"""Followers: which faces took a name because others got it."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from photoindex.store.database.connection import Connection
from photoindex.store.tables.clusters import load_membership_of
from photoindex.store.tables.faces import face_table_of
from photoindex.store.tables.people import faces_by_status

# So many of the named and of the following faces are compared, evenly spread.
_COMPARED = 1000


@dataclass(frozen=True, slots=True)
class Followers:
    """Faces that nobody named: `automatic` count as the person's from now on, since they stand in `clusters` with faces
    that do and look like them; `suggested` may be theirs, and do not count.

    `similarity` is the least cosine between one that follows and the named face that it is most like, None where none
    follows or only drawn faces were named.
    """

    automatic: int = 0
    suggested: int = 0
    clusters: tuple[int, ...] = ()
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """Whose faces counted or were suggested before a decision."""

    automatic: frozenset[int]
    suggested: frozenset[int]


def faces_before(connection: Connection, person_id: int) -> Before:
    """What to compare with after the decision."""
    theirs = faces_by_status(connection, person_id)
    return Before(theirs["confirmed"] | theirs["automatic"], theirs["suggested"])


def followers_since(connection: Connection, person_id: int, then: Before, named: Collection[int]) -> Followers:
    """The faces that count or are suggested as the person's now, did not then, and are not those that were named."""
    now = faces_by_status(connection, person_id)
    new = sorted(now["automatic"] - then.automatic - set(named))
    return Followers(
        automatic=len(new),
        suggested=len(now["suggested"] - then.suggested - set(named)),
        clusters=tuple(sorted(set(load_membership_of(connection, new).values()))),
        similarity=_least_similarity(connection, new, sorted(named)),
    )


def _least_similarity(connection: Connection, following: list[int], named: list[int]) -> float | None:
    tables = [face_table_of(connection, _spread(faces)) for faces in (following, named)]
    if not all(len(table.face_id) for table in tables):
        return None
    return float((tables[0].embedding @ tables[1].embedding.T).max(axis=1).min())


def _spread(faces: list[int]) -> list[int]:
    places = np.linspace(0, len(faces) - 1, min(len(faces), _COMPARED)).round().astype(int)
    return [faces[place] for place in places.tolist()]
