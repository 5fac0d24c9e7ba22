"""Decisions are read as they were made, in the order of their numbers."""

from datetime import datetime, timedelta

import pytest

from photoindex.domain.geometry import Box
from photoindex.domain.people import Decision, DecisionKind, FaceRef
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import (
    all_uids,
    append_decision,
    append_decisions,
    decisions_after,
    decisions_without_faces,
    keys_of_persons,
    latest_decisions,
    latest_split,
    load_decisions,
    next_seq,
    seq_of,
    uids_of,
)

START = datetime(2020, 1, 1)
ONE, TWO, THREE = (FaceRef("photo", Box(x, 0.2, 0.3, 0.4), "f1") for x in (0.1, 0.4, 0.7))


def decision(seq: int, kind: DecisionKind = "name", **values: object) -> Decision:
    return Decision(seq, START + timedelta(seq), kind, uid=f"u{seq}", **values)  # type: ignore[arg-type]


SAID = [
    decision(1, person_id=1, person_name="Tom", faces=(ONE, TWO), source="label cluster 1 Tom", as_group=True),
    decision(2, "split", faces=(ONE,), others=((TWO,), (THREE,)), split_by="hand"),
    decision(3, "merge", person_id=1, other_id=2, other_name="Anna"),
    decision(4, "lifespan", person_id=2, born="1931-05", died="1999"),
    decision(5, "undo", target=3),
]


@pytest.fixture
def said(empty: Index) -> Index:
    with empty.writing() as connection:
        append_decisions(connection, SAID)
    return empty


def test_decisions_are_read_as_they_were_made(said: Index) -> None:
    with said.reading() as connection:
        assert load_decisions(connection) == SAID
        assert decisions_after(connection, 3) == SAID[3:]


def test_an_import_and_what_it_brought_are_read_as_they_were_made(empty: Index) -> None:
    said = [
        decision(1, "import", programs=("picasa", "xmp"), source="names import ~/Pictures"),
        decision(2, "confirm", person_id=1, person_name="Tom", faces=(THREE,), batch="u1"),
    ]
    with empty.writing() as connection:
        append_decisions(connection, said)
    with empty.reading() as connection:
        assert load_decisions(connection) == said


def test_decisions_can_be_read_without_their_faces(said: Index) -> None:
    with said.reading() as connection:
        first, second = decisions_without_faces(connection, after=0)[:2]
    assert (first.person_name, first.faces, second.groups) == ("Tom", (), ((),))


def test_a_decision_gets_a_uid_and_boxes_rounded_to_five_decimals(empty: Index) -> None:
    rough = FaceRef("photo", Box(1 / 3, 0.2, 0.3, 0.4))
    with empty.writing() as connection:
        kept = append_decision(connection, Decision(next_seq(connection), START, "ignore", faces=(rough,)))
        assert load_decisions(connection) == [kept]
    assert kept.faces == (FaceRef("photo", Box(0.33333, 0.2, 0.3, 0.4)),)
    assert len(kept.uid) == 36


def test_numbers_continue_after_the_latest_decision(said: Index) -> None:
    with said.reading() as connection:
        assert next_seq(connection) == 6


def test_the_first_decision_has_number_one(empty: Index) -> None:
    with empty.reading() as connection:
        assert (next_seq(connection), latest_split(connection), load_decisions(connection)) == (1, 0, [])


def test_a_uid_is_found_by_its_number_and_a_number_by_its_uid(said: Index) -> None:
    with said.reading() as connection:
        assert latest_decisions(connection, 2) == {"u5": 5, "u4": 4}
        assert (seq_of(connection, "u2"), seq_of(connection, "none")) == (2, None)
        assert uids_of(connection, [1, 3, 9]) == {1: "u1", 3: "u3"}
        assert all_uids(connection) == {"u1", "u2", "u3", "u4", "u5"}


def test_an_undo_counts_like_a_split_as_a_possible_move_of_faces_between_clusters(said: Index) -> None:
    with said.writing() as connection:
        assert latest_split(connection) == 5
        connection.execute("DELETE FROM decision WHERE kind = 'undo'")
        assert latest_split(connection) == 2


def test_a_person_is_identified_everywhere_by_the_first_decision_about_them(said: Index) -> None:
    with said.reading() as connection:
        assert keys_of_persons(connection, [1, 2, 3]) == {1: "u1", 2: "u3:other"}
