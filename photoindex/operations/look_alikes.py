"""Look-alikes: people and clusters that may be the same person as somebody."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState
from photoindex.errors import NotFoundError
from photoindex.operations.reviewing.comparable_faces import comparable_faces
from photoindex.operations.sitting import Sitting
from photoindex.people.clustering.pipeline import background_in
from photoindex.people.faces import Faces
from photoindex.people.parties import NOBODY, with_person
from photoindex.people.questions.units import UnitEvidence, Units

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
    unit that belongs to this person or cluster. `together` is the number of photos that show both. `examples` are the
    faces of this person or cluster that are most similar to somebody.
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


def look_alikes(sitting: Sitting, person_id: int, *, most: int = 8) -> LookAlikes:
    """Find people and clusters without a name that may be this person. People whom a human told apart are left out.

    Raises:
        NotFoundError: nobody has the id, or the person has no face that can be compared.
    """
    view = sitting.view
    faces, measured = comparable_faces(view)
    background = measured if measured is not None else background_in(faces, view.warm.snapshot.thresholds)
    units = Units(faces, view.assignments_of(faces.face_id))
    mine = np.flatnonzero(units.party == person_id)
    if len(mine) == 0:
        raise NotFoundError("this person has no face that can be compared")
    rows = _rows(units, mine)
    mean = np.asarray(faces.embedding[rows].mean(axis=0), dtype=np.float32)
    largest = mine[np.argsort(-units.size[mine], kind="stable")][:_MOST_UNITS]
    evidence = UnitEvidence(units, background).between(largest).max(axis=0)
    photos = frozenset(faces.photo[rows].tolist())
    state = view.warm.state
    found: dict[tuple[str, int], LookAlike] = {}
    for unit in np.argsort(-evidence, kind="stable").tolist():
        if len(found) == most or evidence[unit] < _LEAST_EVIDENCE:
            break
        who = _identity(units, unit)
        if who is None or who in found or not _possible(state, person_id, who):
            continue
        theirs = _rows(units, np.flatnonzero(units.party == who[1]) if who[0] == "person" else np.array([unit]))
        found[who] = LookAlike(
            *who,
            name=state.persons[who[1]].name if who[0] == "person" else None,
            faces=len(theirs),
            evidence=float(evidence[unit]),
            alike=int(units.size[unit]),
            together=len(photos.intersection(faces.photo[theirs].tolist())),
            examples=_nearest(faces, theirs, mean),
        )
    return LookAlikes(_nearest(faces, _rows(units, largest), mean), tuple(found.values()))


def _identity(units: Units, unit: int) -> tuple[str, int] | None:
    """The person or the unnamed cluster that a unit belongs to; None for strangers and single faces."""
    if with_person(units.party)[unit]:
        return "person", int(units.party_of(unit))
    cluster = units.cluster_id(unit)
    return ("cluster", cluster) if cluster is not None and units.party_of(unit) == NOBODY else None


def _possible(state: PeopleState, person_id: int, who: tuple[str, int]) -> bool:
    kind, other = who
    if kind == "cluster":
        return True
    pair = (min(person_id, other), max(person_id, other))
    return person_id != other and pair not in state.different_persons


def _rows(units: Units, theirs: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([units.members(unit) for unit in theirs.tolist()])


def _nearest(faces: Faces, rows: NDArray[np.int64], mean: NDArray[np.float32]) -> tuple[int, ...]:
    order = np.argsort(-(faces.embedding[rows] @ mean), kind="stable")[:_EXAMPLES]
    return tuple(faces.face_id[rows[order]].tolist())
