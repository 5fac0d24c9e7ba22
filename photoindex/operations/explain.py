"""Explain: give the reasons for the name of a face."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from photoindex.domain.people import AssignmentStatus
from photoindex.domain.thresholds import Thresholds
from photoindex.errors import NotFoundError
from photoindex.operations.identities.snapshot import load_library
from photoindex.operations.identities.targets import known_faces
from photoindex.people.events.division import EventKind, events_of
from photoindex.people.questions.explanation import Explanation, explain
from photoindex.people.similarity.verification import FalseMatchRate, rate_at
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow
from photoindex.store.tables.taken_dates import TakenRow, taken_of
from photoindex.store.views.photo_shots import load_shots

__all__ = [
    "AlsoInEvent",
    "EventName",
    "Explained",
    "Explanation",
    "FalseMatchRate",
    "InSamePhoto",
    "MostAlike",
    "NearestFace",
    "NotAlive",
    "Reason",
    "RunnerUp",
    "SaidDifferent",
    "SaidNot",
    "Standing",
    "TakenRow",
    "explain_face",
]


EventName = Literal["moment", "day", "folder"]

_EVENTS: Mapping[EventKind, EventName] = {
    EventKind.MOMENT: "moment",
    EventKind.DAY: "day",
    EventKind.FOLDER: "folder",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The person that the face belongs to, the status of that assignment, and its probability (0..1).

    The face is one of `cluster_size` in its cluster; `cluster_id` is None if it is in no cluster.
    """

    status: AssignmentStatus
    name: str | None
    probability: float
    cluster_id: int | None
    cluster_size: int


@dataclass(frozen=True, slots=True)
class NearestFace:
    """The confirmed face with the highest cosine similarity; `rate` is the share of pairs of strangers that are at
    least this similar.
    """

    face_id: int
    name: str
    similarity: float
    rate: FalseMatchRate


@dataclass(frozen=True, slots=True)
class MostAlike:
    """The person that the face resembles most: the evidence (in standard deviations above strangers) and the
    probability (0..1).
    """

    name: str
    evidence: float
    probability: float


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The second most likely person, and the `margin` by which the evidence for them is weaker.

    A negative `margin` means that the evidence for them is stronger, but comes from fewer faces.
    """

    name: str
    margin: float


@dataclass(frozen=True, slots=True)
class InSamePhoto:
    """The face is not this person, because another face in the photo is."""

    name: str


@dataclass(frozen=True, slots=True)
class SaidNot:
    """A human said that the face is not this person, or that it must not be ignored (the name is then None)."""

    name: str | None


@dataclass(frozen=True, slots=True)
class NotAlive:
    """The face is not this person, who was not alive when the photo was taken."""

    name: str
    taken: TakenRow | None


@dataclass(frozen=True, slots=True)
class SaidDifferent:
    """A human said that the face and a face of the person `name` show different people; if `name` is None, the other
    face is unnamed.
    """

    name: str | None


@dataclass(frozen=True, slots=True)
class AlsoInEvent:
    """The person `name` is clearly in `photos` other photos of the same event. This makes the name `factor` times
    likelier. `taken` is when the photo was taken, or None if unknown.

    `event` is "moment" for photos that the same camera took without a long pause, "day" for photos of one folder that
    were taken on one day, and "folder" for photos without dates in one folder.
    """

    name: str
    event: EventName
    photos: int
    factor: float
    taken: TakenRow | None


Reason = Standing | AlsoInEvent | NearestFace | MostAlike | RunnerUp | InSamePhoto | SaidNot | NotAlive | SaidDifferent


@dataclass(frozen=True, slots=True)
class Explained:
    """The face, the measurements, the names of persons by id, and the reasons, the most important ones first.

    `taken` is when the photo was taken, or None if unknown.
    """

    face: FaceRow
    explanation: Explanation
    names: dict[int, str]
    reasons: tuple[Reason, ...]
    taken: TakenRow | None = None


def explain_face(index: Index, face_id: int) -> Explained:
    """Explain a face by its id.

    Raises:
        NotFoundError: the face does not exist, or was drawn by hand and so has no embedding to compare.
    """
    library = load_library(index, with_face=face_id)
    with index.reading() as connection:
        (row,) = known_faces(connection, [face_id])
        taken = taken_of(connection, row.photo_id)
        shots = load_shots(connection)
    rows = np.flatnonzero(library.faces.face_id == face_id)
    if len(rows) == 0:
        raise NotFoundError(f"face {face_id} cannot be compared with others: it was drawn by hand")
    found = explain(library.faces, library.assignments, library.state, library.background, int(rows[0]),
                    events=events_of(shots))  # fmt: skip
    names = {who: person.name for who, person in library.state.persons.items()}
    reasons = (
        _standing(found, names, row.cluster_id),
        *_event(found, names, taken),
        *_comparisons(found, names, library.pack.thresholds),
        *_limits(found, names, taken),
    )
    return Explained(row, found, names, reasons, taken)


def _standing(found: Explanation, names: Mapping[int, str], cluster_id: int | None) -> Standing:
    item = found.assignment
    return Standing(item.status, names.get(item.person_id or 0), item.probability, cluster_id, found.cluster_size)


def _event(found: Explanation, names: Mapping[int, str], taken: TakenRow | None) -> Iterator[Reason]:
    event = found.event
    if event is not None:
        yield AlsoInEvent(names[event.person_id], _EVENTS[event.kind], event.photos, event.factor, taken)


def _comparisons(found: Explanation, names: Mapping[int, str], thresholds: Thresholds) -> Iterator[Reason]:
    if found.faces:
        near = found.faces[0]
        yield NearestFace(near.face_id, names[near.person_id], near.similarity, rate_at(near.similarity, thresholds))
    allowed = [item for item in found.candidates if not item.forbidden]
    if allowed:
        yield MostAlike(names[allowed[0].person_id], allowed[0].evidence, allowed[0].probability)
        if found.margin is not None:
            yield RunnerUp(names[allowed[1].person_id], found.margin)


def _limits(found: Explanation, names: Mapping[int, str], taken: TakenRow | None) -> Iterator[Reason]:
    yield from (InSamePhoto(names[who]) for who in found.same_photo)
    for who in found.rejected:
        if who is None or who in names:
            yield SaidNot(None if who is None else names[who])
    yield from (NotAlive(names[who], taken) for who in found.outside_life if who in names)
    yield from (SaidDifferent(names[who]) for who in found.ruled_out)
    if found.apart and not found.ruled_out:
        yield SaidDifferent(None)
