"""Look-alikes: people and clusters that may be the same person as somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.errors import NotFoundError
from photoindex.operations.identities.snapshot import Library, load_library
from photoindex.people.parties import Party, in_cluster, with_person
from photoindex.people.questions.units import UnitEvidence, Units
from photoindex.store.opening.index import Index

# Evidence is in deviations of the similarity between strangers. On photos of celebrities, clusters of one person that
# were left apart had 2.7 and more, and the nearest strangers up to 2.1.
_LEAST_EVIDENCE = 2.4
# The largest units of a person are compared; each shows one appearance, such as a child or somebody with a beard.
_MOST_UNITS = 16
# The number of faces to show of each.
_EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A person, or a cluster without a name (`name` is None), whose faces are similar to somebody's.

    `evidence` is the mean evidence between the two most similar units of both, and `alike` the number of faces in the
    unit that belongs to this person or cluster. `together` is the number of photos that
    show both. `examples` are the faces of this person or cluster that are most similar to somebody.
    """

    kind: str
    id: int
    name: str | None
    faces: int
    evidence: float
    alike: int
    together: int
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """The people and clusters that are most similar to a person, the most similar first. `examples` are typical faces
    of the person.
    """

    examples: tuple[int, ...]
    found: tuple[LookAlike, ...]


def look_alikes(index: Index, person_id: int, *, most: int = 8) -> LookAlikes:
    """Find people and clusters without a name that may be this person. People whom a human told apart are left out.

    Raises:
        NotFoundError: nobody has the id, or the person has no face that can be compared.
    """
    library = load_library(index)
    units = Units(library.faces, library.assignments)
    mine = np.flatnonzero(units.party == person_id)
    if len(mine) == 0:
        raise NotFoundError("this person has no face that can be compared")
    mine = mine[np.argsort(-units.size[mine], kind="stable")][:_MOST_UNITS]
    evidence = UnitEvidence(units, library.background).between(mine).max(axis=0)
    mean = _mean(library, _rows(units, np.flatnonzero(units.party == person_id)))
    photos = _photos(library, units, np.flatnonzero(units.party == person_id))
    found: dict[tuple[str, int], LookAlike] = {}
    for unit in np.argsort(-evidence, kind="stable").tolist():
        if len(found) == most or evidence[unit] < _LEAST_EVIDENCE:
            break
        who = _identity(units, unit)
        if who is None or who in found or not _possible(library, person_id, who):
            continue
        theirs = np.flatnonzero(units.party == who[1]) if who[0] == "person" else np.array([unit])
        found[who] = LookAlike(
            *who,
            name=library.name(who[1]) if who[0] == "person" else None,
            faces=int(units.size[theirs].sum()),
            evidence=float(evidence[unit]),
            alike=int(units.size[unit]),
            together=len(photos & _photos(library, units, theirs)),
            examples=_nearest(library, _rows(units, theirs), mean),
        )
    return LookAlikes(_nearest(library, _rows(units, mine), mean), tuple(found.values()))


def _identity(units: Units, unit: int) -> tuple[str, int] | None:
    """The person or the unnamed cluster that a unit belongs to; None for strangers and single faces."""
    party: Party = units.party_of(unit)
    if with_person(units.party)[unit]:
        return "person", int(party)
    cluster = units.cluster_id(unit)
    return ("cluster", cluster) if cluster is not None and in_cluster(units.cluster)[unit] else None


def _possible(library: Library, person_id: int, who: tuple[str, int]) -> bool:
    kind, other = who
    if kind == "cluster":
        return True
    pair = (min(person_id, other), max(person_id, other))
    return person_id != other and pair not in library.state.different_persons


def _rows(units: Units, theirs: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([units.members(unit) for unit in theirs.tolist()])


def _photos(library: Library, units: Units, theirs: NDArray[np.int64]) -> frozenset[int]:
    return frozenset(library.faces.photo[_rows(units, theirs)].tolist())


def _mean(library: Library, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.asarray(library.faces.embedding[rows].mean(axis=0), dtype=np.float32)


def _nearest(library: Library, rows: NDArray[np.int64], mean: NDArray[np.float32]) -> tuple[int, ...]:
    order = np.argsort(-(library.faces.embedding[rows] @ mean), kind="stable")[:_EXAMPLES]
    chosen: Sequence[int] = library.faces.face_id[rows[order]].tolist()
    return tuple(chosen)
