"""Why a face has its name: whom it resembles, how likely each person is, and whom the user or the photo rules out."""

from dataclasses import replace

import numpy as np
import pytest

from photoindex.domain.people import Assignment, PeopleState
from photoindex.domain.shots import Shots
from photoindex.people.clustering.pipeline import background_in
from photoindex.people.events.division import EventKind, Events, events_of
from photoindex.people.faces import Faces
from photoindex.people.questions.explanation import Explanation, explain
from tests.people.drawn_library import SFACE, assignments_of, library, spread
from tests.people.questions.asking import people

# Twelve faces of Tom, eight of Anna, and a face of a stranger; the last face of Tom is in no cluster.
FACES = library([12, 8, 1], [spread(0, 11), spread(12, 20)])
TOM, ANNA, STRAY, STRANGER = 1, 2, 11, 20
STATE = PeopleState(
    persons=people("Tom", "Anna"), confirmed=dict.fromkeys(range(1, 12), TOM) | dict.fromkeys(range(13, 21), ANNA)
)
BACKGROUND = background_in(FACES, SFACE)


def why(row: int, state: PeopleState = STATE, faces: Faces = FACES) -> Explanation:
    assigned = assignments_of(faces, state)
    return explain(faces, assigned, state, BACKGROUND, row)


def test_every_person_is_a_candidate_and_the_most_likely_comes_first() -> None:
    found = why(STRAY)
    assert [item.person_id for item in found.candidates] == [TOM, ANNA]
    tom, anna = found.candidates
    assert tom.probability > 0.9
    assert anna.probability < 0.1
    assert found.margin == pytest.approx(tom.evidence - anna.evidence)


def test_the_nearest_confirmed_faces_come_with_their_similarity() -> None:
    found = why(STRAY)
    similarity = FACES.embedding[:11] @ FACES.embedding[STRAY]
    best = np.argsort(-similarity)[:5]
    assert [item.face_id for item in found.faces] == (best + 1).tolist()
    assert [item.similarity for item in found.faces] == pytest.approx(similarity[best].tolist(), rel=1e-5)
    assert {item.person_id for item in found.faces} == {TOM}


def test_a_face_is_not_among_the_reasons_for_its_own_name() -> None:
    found = why(0)
    assert found.assignment.person_id == TOM
    assert 1 not in [item.face_id for item in found.faces]
    assert found.cluster_size == 11


def test_a_stranger_is_probably_nobody() -> None:
    assert sum(item.probability for item in why(STRANGER).candidates) < 0.2


def test_a_rejected_person_is_ruled_out_and_has_no_probability() -> None:
    found = why(STRAY, replace(STATE, rejected={STRAY + 1: frozenset({TOM, None})}))
    assert [(item.person_id, item.forbidden) for item in found.candidates] == [(TOM, True), (ANNA, False)]
    assert found.candidates[0].probability == 0
    assert found.rejected == (None, TOM)
    assert found.margin is None


def test_reasons_that_rule_people_out_are_listed() -> None:
    photo = FACES.photo.copy()
    photo[STRAY] = photo[13]
    state = replace(
        STATE, outside_life={STRAY + 1: frozenset({ANNA})}, apart=((frozenset({3}), frozenset({STRAY + 1})),)
    )
    found = why(STRAY, state, replace(FACES, photo=photo))
    assert found.same_photo == (ANNA,)
    assert found.outside_life == (ANNA,)
    assert found.ruled_out == (TOM,)
    assert found.apart
    assert not why(STRAY).apart


def in_folders(folder: list[int]) -> Events:
    nothing = np.full(len(folder), np.datetime64("NaT"), dtype="datetime64[us]")
    none = np.zeros(len(folder), dtype=np.int64)
    return events_of(Shots(np.arange(len(folder)), nothing, none.astype(np.bool_), none, np.array(folder)))


def test_the_event_is_a_reason_for_a_name_that_looks_alone_leave_in_doubt() -> None:
    folders = [1] * 12 + [2] * 8 + [1]
    assigned = [*assignments_of(FACES, STATE)[:STRANGER], Assignment(STRANGER + 1, TOM, "suggested", 0.6)]
    found = explain(FACES, assigned, STATE, BACKGROUND, STRANGER, events=in_folders(folders)).event
    assert found is not None
    assert (found.person_id, found.kind, found.photos) == (TOM, EventKind.FOLDER, 11)
    assert found.factor > 1


def test_the_event_is_no_reason_for_a_face_that_is_clear_or_for_a_decision() -> None:
    events = in_folders([1] * 12 + [2] * 8 + [1])
    assigned = assignments_of(FACES, STATE)
    assigned[STRAY] = Assignment(STRAY + 1, TOM, "automatic", 0.99)
    assert explain(FACES, assigned, STATE, BACKGROUND, STRAY, events=events).event is None
    assert explain(FACES, assigned, STATE, BACKGROUND, 0, events=events).event is None
