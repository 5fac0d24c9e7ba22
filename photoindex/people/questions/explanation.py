"""A face and its library in, the reasons for its name out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from photoindex.domain.people import Assignment, PeopleState
from photoindex.people.clustering.constraints import persons_ruled_out
from photoindex.people.questions.units import Constraints, Faces, Likeness, Units
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.search import nearest_to

# So many confirmed faces and people are told.
_MOST = 5


@dataclass(frozen=True, slots=True)
class NearFace:
    """A confirmed face that is near: its similarity (cosine) and the evidence, in deviations above strangers."""

    face_id: int
    person_id: int
    similarity: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person that the face may be.

    `evidence` is the mean over the faces of the person's nearest cluster, `probability` the chance in 0..1 against all
    other candidates and somebody unknown; `forbidden` says that a human or a photo rules the person out.
    """

    person_id: int
    evidence: float
    probability: float
    forbidden: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a face is whose it is; candidates and faces are the best first.

    `margin` is the lead in evidence of the first candidate who is not forbidden over the next one, None with fewer than
    two. `same_photo` are the people who have another face in the photo, `rejected` those a human said it is not,
    `outside_life` those who were not born yet or dead when the photo was taken, `ruled_out` those of whom a confirmed
    face was said to be somebody else; `apart` says that any face was.
    """

    assignment: Assignment
    cluster_size: int
    faces: tuple[NearFace, ...]
    candidates: tuple[Candidate, ...]
    margin: float | None
    same_photo: tuple[int, ...]
    rejected: tuple[int | None, ...]
    outside_life: tuple[int, ...]
    ruled_out: tuple[int, ...]
    apart: bool


def explain(
    faces: Faces, assignments: Sequence[Assignment], state: PeopleState, background: Background, place: int
) -> Explanation:
    """Explain the face at a place; `assignments` are one a face in the order of the faces."""
    face = int(faces.face_id[place])
    # Measured as a face of its own, so that its own name is no reason for itself.
    alone = [Assignment(item.face_id, None, "none") if item.face_id == face else item for item in assignments]
    cluster = faces.cluster.copy()
    cluster[place] = -1
    units = Units(replace(faces, cluster=cluster), alone)
    likeness = Likeness(units, background)
    constraints = Constraints(units, state)
    candidates = _candidates(units, likeness, constraints, face, place)
    allowed = [item for item in candidates if not item.forbidden]
    return Explanation(
        assignment=assignments[place],
        cluster_size=int((faces.cluster == faces.cluster[place]).sum()) if faces.cluster[place] >= 0 else 0,
        faces=_near(faces, state, background, place),
        candidates=tuple(candidates[:_MOST]),
        margin=allowed[0].evidence - allowed[1].evidence if len(allowed) > 1 else None,
        same_photo=_same_photo(faces, assignments, place),
        rejected=tuple(sorted(state.rejected.get(face, frozenset()), key=lambda who: who or 0)),
        outside_life=tuple(sorted(state.outside_life.get(face, frozenset()))),
        ruled_out=tuple(sorted(persons_ruled_out(state).get(face, frozenset()))),
        apart=any(face in group for entry in state.apart for group in entry),
    )


def _candidates(units: Units, likeness: Likeness, constraints: Constraints, face: int, place: int) -> list[Candidate]:
    evidence = likeness.of_faces(np.array([place]))[0]
    odds = likeness.log_odds(evidence, 1, units.size)
    best: dict[int, int] = {}
    for unit in np.flatnonzero(units.party >= 0).tolist():
        person = int(units.party[unit])
        if person not in best or odds[unit] > odds[best[person]]:
            best[person] = unit
    weights = {person: float(np.exp(min(odds[unit], 30.0))) for person, unit in best.items()}
    photo = frozenset([int(units.faces.photo[place])])
    forbidden = {person: constraints.forbid_person([face], photo, person) for person in best}
    whole = 1.0 + sum(weight for person, weight in weights.items() if not forbidden[person])
    found = [
        Candidate(
            person,
            float(evidence[unit]),
            0.0 if forbidden[person] else weights[person] / whole,
            forbidden[person],
        )
        for person, unit in best.items()
    ]
    return sorted(found, key=lambda item: (-weights[item.person_id], -item.evidence, item.person_id))


def _near(faces: Faces, state: PeopleState, background: Background, place: int) -> tuple[NearFace, ...]:
    ids = faces.face_id.tolist()
    confirmed = np.array([at for at, face in enumerate(ids) if face in state.confirmed and at != place], dtype=np.int64)
    if len(confirmed) == 0:
        return ()
    rows, similarity = nearest_to(faces.embedding[place], [faces.embedding[confirmed]], top=_MOST)
    places = confirmed[rows]
    strength = background.evidence(np.full(len(places), place), places, similarity)
    return tuple(
        NearFace(ids[at], state.confirmed[ids[at]], float(alike), float(strong))
        for at, alike, strong in zip(places.tolist(), similarity, strength, strict=True)
    )


def _same_photo(faces: Faces, assignments: Sequence[Assignment], place: int) -> tuple[int, ...]:
    others = np.flatnonzero(faces.photo == faces.photo[place])
    who = (assignments[at] for at in others.tolist() if at != place)
    return tuple(sorted({item.person_id for item in who if item.person_id is not None and item.status != "suggested"}))
