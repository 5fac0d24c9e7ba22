"""The state that is kept between decisions is always the state that a replay of all decisions gives."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.domain.people import Decision
from photoindex.people.decisions.kept_replay import KeptReplay
from photoindex.people.decisions.replay import replay
from photoindex.people.decisions.standing import latest_undoable
from tests.behaviour.test_every_decision import EXAMPLES, START, appended, logs, ref, resolve


@settings(max_examples=EXAMPLES)
@given(logs(), st.data())
def test_following_decisions_one_by_one_equals_a_replay(log: list[Decision], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(log)))
    kept = KeptReplay(log[:at], resolve)
    for end in range(at + 1, len(log) + 1):
        if kept.follow(log[:end], resolve) is None:
            kept = KeptReplay(log[:end], resolve)
        assert kept.state == replay(log[:end], resolve)


@settings(max_examples=EXAMPLES)
@given(logs())
def test_the_latest_decisions_are_undone_without_a_replay(log: list[Decision]) -> None:
    kept = KeptReplay([], resolve)
    forward = [item for item in log if item.kind not in ("undo", "carry")]
    for end in range(1, len(forward) + 1):
        assert kept.follow(forward[:end], resolve) is not None
    while (latest := latest_undoable(forward)) is not None:
        forward = appended([replace(item, seq=at) for at, item in enumerate(forward, 1)], latest.seq)
        touched = kept.follow(forward, resolve)
        assert touched is not None
        assert kept.state == replay(forward, resolve)


def test_only_the_faces_of_a_decision_may_have_changed() -> None:
    log = [Decision(seq, START, "name", seq, f"Person {seq}", (ref(seq), ref(seq + 3))) for seq in (1, 2)]
    kept = KeptReplay(log[:1], resolve)
    assert kept.follow(log, resolve) == {2, 5}
    assert kept.follow(appended(log, 2), resolve) == {2, 5}
    assert kept.follow(appended(log, 1), resolve) is None
