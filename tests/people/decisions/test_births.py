"""Dates of birth and death are found in the log as they were typed, also after merges and undos."""

from datetime import datetime, timedelta
from typing import Any

from photoindex.domain.people import Decision, DecisionKind
from photoindex.people.decisions.births import TypedLife, births_in, lives_in


def log(*said: tuple[DecisionKind, dict[str, Any]]) -> list[Decision]:
    begin = datetime(2020, 1, 1)
    return [Decision(seq, begin + timedelta(seq), kind, **values) for seq, (kind, values) in enumerate(said, start=1)]


def test_the_last_date_of_birth_counts_as_it_was_typed() -> None:
    decisions = log(
        ("lifespan", {"person_id": 1, "born": "1931"}),
        ("lifespan", {"person_id": 1, "born": "1931-05"}),
        ("lifespan", {"person_id": 1, "died": "2001"}),
        ("lifespan", {"person_id": 2, "died": "2001"}),
    )
    assert births_in(decisions) == {1: "1931-05"}
    assert lives_in(decisions) == {1: TypedLife("1931-05", "2001"), 2: TypedLife(None, "2001")}


def test_an_undone_date_does_not_count() -> None:
    decisions = log(
        ("lifespan", {"person_id": 1, "born": "1931"}),
        ("lifespan", {"person_id": 1, "born": "1913"}),
        ("undo", {"target": 2}),
    )
    assert births_in(decisions) == {1: "1931"}


def test_a_merged_person_brings_their_date_unless_the_other_one_has_a_date() -> None:
    decisions = log(
        ("lifespan", {"person_id": 1, "born": "1931"}),
        ("merge", {"person_id": 1, "other_id": 2}),
        ("lifespan", {"person_id": 3, "born": "1950"}),
        ("merge", {"person_id": 3, "other_id": 1}),
        ("merge", {"person_id": 2, "other_id": 4}),
    )
    assert births_in(decisions) == {4: "1931"}
