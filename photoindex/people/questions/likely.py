"""List the persons whom the faces of a question may show, the likeliest first."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.people.parties import Party, with_person
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.question import MAX_LOG_ODDS
from photoindex.people.questions.units import UnitEvidence


def likely_persons(
    evidence: UnitEvidence, rules: ProposalRules, face_rows: NDArray[np.int64], most: int
) -> Sequence[tuple[int, float]]:
    """Return up to `most` pairs of a person id and the probability in 0..1 that the faces show this person.

    `face_rows` is int64 (f,): the rows of the faces. The result leaves out the persons to whom the faces belong, and
    persons that a human or a photo rules out.
    """
    units = evidence.units
    named = np.flatnonzero(with_person(units.party))
    if len(named) == 0 or len(face_rows) == 0:
        return ()
    mean = evidence.of_faces(face_rows, named).mean(axis=0)
    odds = evidence.log_odds(mean, len(face_rows), units.size[named])
    own = set(units.party[units.of_face[face_rows]].tolist())
    best: dict[Party, float] = {}
    for unit, value in zip(named.tolist(), odds.tolist(), strict=True):
        who = units.party_of(unit)
        if who not in own:
            best[who] = max(best.get(who, -np.inf), value)
    ids = units.faces.face_id[face_rows].tolist()
    photos = frozenset(units.faces.photo[face_rows].tolist())
    allowed = {who: value for who, value in best.items() if not rules.forbid_person(ids, photos, who)}
    weights = {who: float(np.exp(min(value, MAX_LOG_ODDS))) for who, value in allowed.items()}
    whole = 1.0 + sum(weights.values())
    order = sorted(allowed, key=lambda who: (-allowed[who], who))
    return [(int(who), weights[who] / whole) for who in order[:most]]
