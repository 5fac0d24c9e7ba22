"""The likeliest persons of some faces."""

from dataclasses import replace

import numpy as np

from photoindex.domain.people import PeopleState
from photoindex.people.clustering.pipeline import background_in
from photoindex.people.questions.likely import likely_persons
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.units import UnitEvidence, Units
from tests.people.drawn_library import SFACE, assignments_of, library, spread
from tests.people.questions.asking import people

# Twelve faces of Tom, eight of Anna, and a face of a stranger; the last face of Tom is in no cluster.
FACES = library([12, 8, 1], [spread(0, 11), spread(12, 20)])
TOM, ANNA, STRAY, STRANGER = 1, 2, 11, 20
STATE = PeopleState(
    persons=people("Tom", "Anna"), confirmed=dict.fromkeys(range(1, 12), TOM) | dict.fromkeys(range(13, 21), ANNA)
)


def likely(rows: list[int], state: PeopleState = STATE, most: int = 5) -> list[tuple[int, float]]:
    assigned = assignments_of(FACES, state)
    # There is no question about a face that was named by itself.
    open_ids = {int(FACES.face_id[row]) for row in rows}
    assigned = [replace(item, person_id=None, status="none") if item.face_id in open_ids else item for item in assigned]
    units = Units(FACES, assigned)
    evidence = UnitEvidence(units, background_in(FACES, SFACE))
    return [*likely_persons(evidence, ProposalRules(units, state), np.array(rows, dtype=np.int64), most)]


def test_the_likeliest_person_comes_first_with_a_probability() -> None:
    (first, probability), (second, other) = likely([STRAY])
    assert (first, second) == (TOM, ANNA)
    assert probability > 0.9
    assert other < 0.1
    assert [who for who, _ in likely([STRAY], most=1)] == [TOM]


def test_a_stranger_is_likely_nobody() -> None:
    assert sum(probability for _, probability in likely([STRANGER])) < 0.2


def test_a_person_whom_a_human_ruled_out_is_not_listed() -> None:
    said = replace(STATE, rejected={STRAY + 1: frozenset({TOM, None})})
    assert [who for who, _ in likely([STRAY], said)] == [ANNA]


def test_without_names_or_faces_nobody_is_likely() -> None:
    assert likely([STRAY], PeopleState()) == []
    assert likely([]) == []
