"""Saved searches follow from the log."""

from datetime import datetime, timedelta
from typing import Any

from photoindex.domain.people import Decision, DecisionKind, Person
from photoindex.people.decisions.replay import replay
from photoindex.people.decisions.searches import searches_in


def log(*said: tuple[DecisionKind, dict[str, Any]]) -> list[Decision]:
    return [
        Decision(seq, datetime(2026, 1, 1) + timedelta(minutes=seq), kind, uid=f"uid{seq}", **values)
        for seq, (kind, values) in enumerate(said, start=1)
    ]


def saved(name: str, query: str, *people: Person) -> tuple[DecisionKind, dict[str, Any]]:
    return "search", {"search": name, "query": query, "query_people": people}


TOM, ANN = Person(1, "Tom"), Person(2, "Ann")


def queries(*said: tuple[DecisionKind, dict[str, Any]]) -> dict[str, str]:
    return {search.name: search.query for search in searches_in(log(*said)).values()}


def test_the_latest_query_of_a_name_counts_whatever_its_case() -> None:
    assert queries(saved("kids", "Tom"), saved("work", "Ann"), saved("Kids", "Ann")) == {"Kids": "Ann", "work": "Ann"}


def test_an_empty_query_deletes_and_an_undo_brings_back() -> None:
    assert queries(saved("kids", "Tom"), saved("kids", "")) == {}
    assert queries(saved("kids", "Tom"), saved("kids", ""), ("undo", {"target": 2})) == {"kids": "Tom"}
    assert queries(saved("kids", "Tom"), saved("kids", "Ann"), ("undo", {"target": 2})) == {"kids": "Tom"}
    assert queries(saved("kids", "Tom"), ("undo", {"target": 1})) == {}


def test_people_who_were_merged_are_the_person_who_stays() -> None:
    merge = ("merge", {"person_id": 1, "other_id": 2, "other_name": "Ann"})
    assert searches_in(log(saved("kids", "Tom | Ann", TOM, ANN), merge))["kids"].people == {"Tom": 2, "Ann": 2}  # type: ignore[arg-type]
    undone = log(saved("kids", "Tom", TOM), merge, ("undo", {"target": 2}))  # type: ignore[arg-type]
    assert searches_in(undone)["kids"].people == {"Tom": 1}


def test_a_saved_search_says_nothing_about_people() -> None:
    assert replay(log(saved("kids", "Tom", TOM)), lambda _ref: None).persons == {}
