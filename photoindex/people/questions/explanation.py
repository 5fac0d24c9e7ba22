"""Explain why a face has its name, or why it has no name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from photoindex.domain.people import Assignment, PeopleState
from photoindex.people.assignment.confidence import AUTOMATIC
from photoindex.people.assignment.decided import decided_parties
from photoindex.people.assignment.event_prior import EventSupport, event_prior_of
from photoindex.people.clustering.constraints import persons_ruled_out
from photoindex.people.events.division import Events
from photoindex.people.faces import Faces
from photoindex.people.parties import NO_CLUSTER, NOBODY, ClusterIds, Party, with_person
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.question import MAX_LOG_ODDS
from photoindex.people.questions.units import UnitEvidence, Units, parties_of
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.search import nearest_to

# At most this many confirmed faces and people are reported.
_MOST = 5


@dataclass(frozen=True, slots=True)
class NearFace:
    """A confirmed face that is similar to the explained face. It is given with its similarity (cosine) and its evidence
    (in deviations above strangers).
    """

    face_id: int
    person_id: int
    similarity: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person whom the face may show.

    `evidence` is the mean over the faces of the person's nearest cluster. `probability` is the chance in 0..1 that it
    is this person rather than another candidate or somebody unknown. `forbidden` says whether a human or the photo
    rules the person out.
    """

    person_id: int
    evidence: float
    probability: float
    forbidden: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons for a face's name. Candidates and faces are ordered from best to worst.

    `margin` compares the two best candidates who are not forbidden: it is the evidence of the first minus the evidence
    of the second. It is None if there are fewer than two such candidates. `same_photo` lists the people who have
    another face in the photo. `rejected` lists the people whom the face does not show, according to a human.
    `outside_life` lists the people who were not yet born or already dead when the photo was taken. `ruled_out` lists
    the people who have a confirmed face that, according to a human, shows a different person than this face. `apart`
    says whether a human said that this face and some other face are different people. `event` is what the photo's event
    says for the person whose name the face has without a human having said so, if looks alone leave a doubt.
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
    event: EventSupport | None = None


def explain(
    faces: Faces,
    assignments: Sequence[Assignment],
    state: PeopleState,
    background: Background,
    row: int,
    *,
    events: Events | None = None,
) -> Explanation:
    """Explain the face in a row; `assignments` has one entry per face, in the order of the faces. `events` are those of
    the photos, if they are known.
    """
    face = int(faces.face_id[row])
    # The face is measured as a unit of its own, so that its present name is no reason for itself.
    alone = [Assignment(item.face_id, None, "none") if item.face_id == face else item for item in assignments]
    cluster = ClusterIds(faces.cluster.copy())
    cluster[row] = NO_CLUSTER
    units = Units(replace(faces, cluster=cluster), alone)
    candidates = _candidates(units, UnitEvidence(units, background), ProposalRules(units, state), face, row)
    allowed = [item for item in candidates if not item.forbidden]
    own = faces.cluster[row]
    return Explanation(
        assignment=assignments[row],
        cluster_size=int((faces.cluster == own).sum()) if own != NO_CLUSTER else 0,
        faces=_near(faces, state, background, row),
        candidates=tuple(candidates[:_MOST]),
        margin=allowed[0].evidence - allowed[1].evidence if len(allowed) > 1 else None,
        same_photo=_same_photo(faces, assignments, row),
        rejected=tuple(sorted(state.rejected.get(face, frozenset()), key=lambda who: who or 0)),
        outside_life=tuple(sorted(state.outside_life.get(face, frozenset()))),
        ruled_out=tuple(sorted(persons_ruled_out(state).get(face, frozenset()))),
        apart=any(face in side for entry in state.apart for side in entry),
        event=_event(faces, assignments, state, row, events) if _in_doubt(assignments[row], candidates) else None,
    )


def _in_doubt(assignment: Assignment, candidates: Sequence[Candidate]) -> bool:
    """Whether the face has a name that neither a human gave nor looks alone."""
    by_looks = {item.person_id: item.probability for item in candidates}
    person = assignment.person_id
    return person is not None and assignment.status != "confirmed" and by_looks.get(person, 0.0) < AUTOMATIC


def _event(
    faces: Faces, assignments: Sequence[Assignment], state: PeopleState, row: int, events: Events | None
) -> EventSupport | None:
    person = assignments[row].person_id
    if events is None or person is None:
        return None
    clear = parties_of(assignments)
    clear[row] = NOBODY
    prior = event_prior_of(events, faces.photo, clear, faces.cluster, decided_parties(faces.face_id, state))
    return prior.support(int(faces.photo[row]), person)


def _candidates(units: Units, measured: UnitEvidence, rules: ProposalRules, face: int, row: int) -> list[Candidate]:
    evidence = measured.of_faces(np.array([row]))[0]
    odds = measured.log_odds(evidence, 1, units.size)
    best: dict[Party, int] = {}
    for unit in np.flatnonzero(with_person(units.party)).tolist():
        person = units.party_of(unit)
        if person not in best or odds[unit] > odds[best[person]]:
            best[person] = unit
    weights = {person: float(np.exp(min(odds[unit], MAX_LOG_ODDS))) for person, unit in best.items()}
    photo = frozenset([int(units.faces.photo[row])])
    forbidden = {person: rules.forbid_person([face], photo, person) for person in best}
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
    return sorted(found, key=lambda item: (-weights[Party(item.person_id)], -item.evidence, item.person_id))


def _near(faces: Faces, state: PeopleState, background: Background, row: int) -> tuple[NearFace, ...]:
    ids = faces.face_id.tolist()
    confirmed = np.array([at for at, face in enumerate(ids) if face in state.confirmed and at != row], dtype=np.int64)
    if len(confirmed) == 0:
        return ()
    found, similarity = nearest_to(faces.embedding[row], [faces.embedding[confirmed]], top=_MOST)
    rows = confirmed[found]
    strength = background.evidence(np.full(len(rows), row), rows, similarity)
    return tuple(
        NearFace(ids[at], state.confirmed[ids[at]], float(alike), float(strong))
        for at, alike, strong in zip(rows.tolist(), similarity, strength, strict=True)
    )


def _same_photo(faces: Faces, assignments: Sequence[Assignment], row: int) -> tuple[int, ...]:
    others = np.flatnonzero(faces.photo == faces.photo[row])
    who = (assignments[at] for at in others.tolist() if at != row)
    return tuple(sorted({item.person_id for item in who if item.person_id is not None and item.status != "suggested"}))
