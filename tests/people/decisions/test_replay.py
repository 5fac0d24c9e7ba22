"""Properties of the decision log, in which decisions are made, undone and redone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.domain.people import Decision, DecisionKind, FaceRef, PeopleState, Person
from photoindex.errors import IndexDamagedError, IndexTooNewError
from photoindex.people.decisions.replay import replay
from photoindex.people.decisions.standing import in_force, latest_undoable

AT = datetime(2026, 11, 1, tzinfo=UTC)
REFS = [FaceRef(f"photo{face}", Box(0.1, 0.1, 0.2, 0.2)) for face in range(8)]
AWAY = REFS[6:]


def resolve(ref: FaceRef) -> int | None:
    return None if ref in AWAY else REFS.index(ref)


def resolve_all(ref: FaceRef) -> int | None:
    return REFS.index(ref)


def said(seq: int, kind: DecisionKind, faces: list[int], person: int | None = None, name: str = "") -> Decision:
    return Decision(seq, AT, kind, person, name or None, tuple(REFS[face] for face in faces))


def undo(seq: int, target: int) -> Decision:
    return Decision(seq, AT, "undo", target=target)


@st.composite
def logs(
    draw: st.DrawFn, faces: tuple[int, ...] = tuple(range(8)), people: tuple[int, ...] = (1, 2, 3)
) -> list[Decision]:
    log: list[Decision] = []
    for seq in range(1, draw(st.integers(0, 12)) + 1):
        later: list[DecisionKind] = ["name", "name", "ignore", "not-a-face", "portrait", "unlabel", "undo"]
        kind = draw(st.sampled_from(later if log else ["name", "ignore"]))
        if kind == "undo":
            log.append(undo(seq, draw(st.integers(1, seq - 1))))
            continue
        chosen = draw(st.lists(st.sampled_from(faces), min_size=1, max_size=4, unique=True))
        person = draw(st.sampled_from(people)) if kind == "name" else None
        if kind == "portrait":
            person, chosen = draw(st.sampled_from(people)), chosen[:1]
        if kind == "unlabel":
            person = draw(st.sampled_from((*people, None)))
        log.append(said(seq, kind, chosen, person, draw(st.sampled_from(["Grandma", "Tom"])) if kind == "name" else ""))
    return log


def test_naming_confirms_and_a_later_decision_wins() -> None:
    state = replay([said(1, "name", [0, 1], 1, "Grandma"), said(2, "name", [1], 2, "Tom")], resolve)
    assert state.confirmed == {0: 1, 1: 2}
    assert state.persons == {1: Person(1, "Grandma"), 2: Person(2, "Tom")}


def test_a_cluster_split_by_the_machine_keeps_names_that_were_given_one_by_one() -> None:
    named = replace(said(1, "name", [0, 1, 2, 3], 1, "Grandma"), as_group=True)
    divided = replace(said(3, "split", [0, 1]), others=((REFS[2], REFS[3]),), as_group=True)
    assert replay([named, divided], resolve).confirmed == {0: 1, 1: 1}
    assert replay([named, said(2, "name", [3], 1), divided], resolve).confirmed == {0: 1, 1: 1, 3: 1}
    assert replay([named, said(2, "name", [3], 2, "Tom"), divided], resolve).confirmed == {0: 1, 1: 1, 3: 2}


def test_the_first_name_of_a_person_stays_until_it_is_undone() -> None:
    log = [said(1, "name", [0], 1, "Grandma"), said(2, "name", [1], 1, "Granny")]
    assert replay(log, resolve).persons[1].name == "Grandma"
    assert replay([*log, undo(3, 1)], resolve).persons[1].name == "Granny"


def test_ignoring_takes_a_face_from_its_person_and_naming_returns_it() -> None:
    log = [said(1, "name", [0], 1, "Tom"), said(2, "ignore", [0])]
    assert replay(log, resolve) == PeopleState(ignored=frozenset({0}), former={1: Person(1, "Tom")})
    assert replay([*log, said(3, "name", [0], 1, "Tom")], resolve).confirmed == {0: 1}


def test_unlabelling_is_remembered_until_the_person_is_named_again() -> None:
    log = [said(1, "name", [0, 1], 1, "Tom"), said(2, "unlabel", [0], 1)]
    state = replay(log, resolve)
    assert state.confirmed == {1: 1}
    assert state.rejected == {0: {1}}
    again = replay([*log, said(3, "name", [0], 1, "Tom")], resolve)
    assert again.confirmed == {0: 1, 1: 1}
    assert again.rejected == {}


def test_unlabelling_without_a_person_reverts_any_decision_about_the_face() -> None:
    log = [said(1, "name", [0], 1, "Tom"), said(2, "ignore", [1]), said(3, "unlabel", [0, 1, 2])]
    state = replay(log, resolve)
    rejected = {0: frozenset({1}), 1: frozenset({None}), 2: frozenset({None})}
    assert state == PeopleState(rejected=rejected, former={1: Person(1, "Tom")})


def test_unlabelling_from_another_person_keeps_the_confirmed_person() -> None:
    state = replay([said(1, "name", [0], 1, "Tom"), said(2, "unlabel", [0], 2)], resolve)
    assert state.confirmed == {0: 1}
    assert state.rejected == {0: {2}}


def test_a_person_without_faces_vanishes() -> None:
    assert replay([said(1, "name", [0], 1, "Tom"), said(2, "unlabel", [0])], resolve).persons == {}


def test_a_person_whose_only_photo_is_missing_keeps_the_name_and_gets_the_face_back() -> None:
    log = [said(1, "name", [6], 1, "Tom")]
    assert replay(log, resolve).persons == {1: Person(1, "Tom")}
    assert replay(log, resolve).confirmed == {}
    assert replay(log, resolve_all).confirmed == {6: 1}
    assert replay([*log, said(2, "unlabel", [6])], resolve).persons == {}


def test_undoing_an_undo_restores_the_decision() -> None:
    log = [said(1, "name", [0], 1, "Tom"), undo(2, 1), undo(3, 2)]
    assert replay(log[:2], resolve) == PeopleState()
    assert replay(log, resolve).confirmed == {0: 1}


def test_an_undo_of_itself_or_of_a_later_decision_does_nothing() -> None:
    log = [undo(1, 1), undo(2, 3), said(3, "name", [0], 1, "Tom")]
    assert replay(log, resolve).confirmed == {0: 1}


def test_repeated_undo_walks_back_through_the_log() -> None:
    log = [said(1, "name", [0], 1, "Tom"), said(2, "ignore", [1])]
    for seq, expected in ((3, 2), (4, 1)):
        latest = latest_undoable(log)
        assert latest is not None
        assert latest.seq == expected
        log.append(undo(seq, latest.seq))
    assert latest_undoable(log) is None


def test_a_kind_from_a_newer_version_is_refused_rather_than_skipped() -> None:
    with pytest.raises(IndexTooNewError, match="teleport"):
        replay([Decision(1, AT, "teleport")], resolve)  # type: ignore[arg-type]


def test_a_log_with_a_name_but_no_person_is_damaged() -> None:
    with pytest.raises(IndexDamagedError, match="decision 1"):
        replay([said(1, "name", [0])], resolve)


def test_a_wrong_detection_belongs_to_nobody_until_it_is_named_by_itself() -> None:
    log = [said(1, "name", [0, 1], 1, "Tom"), said(2, "not-a-face", [0])]
    assert replay(log, resolve) == PeopleState(
        persons={1: Person(1, "Tom")}, confirmed={1: 1}, not_faces=frozenset({0})
    )
    with_others = replace(said(3, "name", [0, 1], 1), as_group=True)
    assert replay([*log, with_others], resolve).not_faces == {0}
    assert replay([*log, said(3, "name", [0], 1)], resolve).confirmed == {0: 1, 1: 1}
    assert replay([*log, said(3, "ignore", [0])], resolve) == PeopleState(
        persons={1: Person(1, "Tom")}, confirmed={1: 1}, ignored=frozenset({0})
    )


def test_a_face_restored_from_a_wrong_detection_stays_one_when_its_cluster_is_marked() -> None:
    log = [said(1, "not-a-face", [0]), said(2, "unlabel", [0])]
    assert replay(log, resolve) == PeopleState()
    whole_cluster = replace(said(3, "not-a-face", [0, 1]), as_group=True)
    assert replay([*log, whole_cluster], resolve) == PeopleState(not_faces=frozenset({1}))


def test_a_split_leaves_wrong_detections_alone() -> None:
    divided = replace(said(2, "split", [0, 1]), others=((REFS[2], REFS[3]),))
    assert replay([said(1, "not-a-face", [0, 2]), divided], resolve).not_faces == {0, 2}


def portrait(seq: int, person: int, *faces: int) -> Decision:
    return said(seq, "portrait", list(faces), person)


def test_the_latest_portrait_counts_and_none_returns_to_the_best_face() -> None:
    log = [said(1, "name", [0, 1], 1, "Tom"), portrait(2, 1, 0), portrait(3, 1, 1)]
    assert replay(log, resolve).portraits == {1: {1}}
    assert replay([*log, undo(4, 3)], resolve).portraits == {1: {0}}
    assert replay([*log, portrait(4, 1)], resolve).portraits == {}


def test_after_a_merge_the_portrait_of_the_person_who_is_kept_counts() -> None:
    named = [said(1, "name", [0], 1, "Tom"), said(2, "name", [1], 2, "Thomas"), portrait(3, 1, 0)]
    merged = replace(said(5, "merge", [], 1, "Tom"), other_id=2, other_name="Thomas")
    assert replay([*named, merged], resolve).portraits == {2: {0}}
    assert replay([*named, portrait(4, 2, 1), merged], resolve).portraits == {2: {1}}
    assert replay([*named, merged, portrait(6, 1, 1)], resolve).portraits == {2: {1}}


def test_a_portrait_in_a_photo_that_is_away_counts_when_the_photo_is_back() -> None:
    log = [said(1, "name", [0, 6], 1, "Tom"), portrait(2, 1, 6)]
    assert replay(log, resolve).portraits == {}
    assert replay(log, resolve_all).portraits == {1: {6}}


@given(logs())
def test_replaying_the_rows_of_a_log_in_any_order_gives_the_same_state(log: list[Decision]) -> None:
    assert replay(log, resolve) == replay(list(reversed(log)), resolve)


@given(logs(), st.data())
def test_undoing_an_undo_gives_the_same_state_as_doing_neither(log: list[Decision], data: st.DataObject) -> None:
    next_seq = len(log) + 1
    target = data.draw(st.integers(1, max(len(log), 1)))
    there_and_back = [*log, undo(next_seq, target), undo(next_seq + 1, next_seq)]
    assert replay(there_and_back, resolve) == replay(log, resolve)


@given(logs())
def test_undoing_the_latest_decision_equals_replaying_without_it(log: list[Decision]) -> None:
    latest = latest_undoable(log)
    if latest is not None:
        undone = [*log, undo(len(log) + 1, latest.seq)]
        assert replay(undone, resolve) == replay([entry for entry in in_force(log) if entry != latest], resolve)


@given(logs(), st.data())
def test_undoing_any_decision_equals_replaying_without_it(log: list[Decision], data: st.DataObject) -> None:
    counting = in_force(log)
    if counting:
        target = data.draw(st.sampled_from(counting))
        undone = [*log, undo(len(log) + 1, target.seq)]
        assert replay(undone, resolve) == replay([entry for entry in counting if entry != target], resolve)


@given(logs((0, 1, 2, 6), (1, 2)), logs((3, 4, 5, 7), (8, 9)))
def test_decisions_about_other_faces_and_people_may_come_in_any_order(
    one: list[Decision], other: list[Decision]
) -> None:
    def renumbered(first: list[Decision], second: list[Decision]) -> PeopleState:
        entries = [*in_force(first), *in_force(second)]
        return replay(
            [
                Decision(seq, e.at, e.kind, e.person_id, e.person_name, e.faces)
                for seq, e in enumerate(entries, start=1)
            ],
            resolve,
        )

    assert renumbered(one, other) == renumbered(other, one)


@given(logs())
def test_the_state_is_consistent(log: list[Decision]) -> None:
    state = replay(log, resolve)
    assert not state.ignored & state.confirmed.keys()
    assert set(state.confirmed.values()) <= state.persons.keys()
    assert all(who not in state.rejected.get(face, frozenset()) for face, who in state.confirmed.items())
    assert all(None not in state.rejected.get(face, frozenset()) for face in state.ignored)


def test_a_face_can_be_said_not_to_be_somebody_of_whom_no_face_is_known() -> None:
    state = replay([said(1, "reject", [0], 5, "Ann")], resolve)
    assert state.rejected == {0: frozenset({5})}
    assert state.persons == {}
    assert state.former == {5: Person(5, "Ann")}
