"""Every kind of decision has its words."""

from dataclasses import replace
from datetime import datetime

import pytest

from photoindex.domain.people import Decision, DecisionKind
from photoindex.operations.history import DecisionFaces, Imported, Told
from photoindex.wording.decisions import in_words

TOM, GRANDMA = {"person_id": 1, "person_name": "Tom"}, {"other_id": 2, "other_name": "Grandma"}


def told(kind: DecisionKind, parts: tuple[int, ...] = (), **about: object) -> Told:
    decision = replace(Decision(7, datetime(2020, 1, 1), kind), **about)  # type: ignore[arg-type]
    return Told(decision, decision.person_name, decision.other_name, DecisionFaces(parts, ()), in_force=True)


def imported(faces: int, people: int, *programs: str) -> Told:
    return replace(told("import", (faces,)), imported=Imported(faces, people, people, programs))


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (told("name", (38,), **TOM), "Named 38 faces Tom"),
        (told("name", (1,), **TOM), "Named a face Tom"),
        (told("confirm", (2,), **TOM), "Confirmed 2 faces as Tom"),
        (told("reject", (1,), **TOM), "Marked a face as not Tom"),
        (told("ignore", (1,)), "Ignored a face as a stranger"),
        (told("ignore", (3,)), "Ignored 3 faces as strangers"),
        (told("not-a-face", (1,)), "Marked a detection as not a face"),
        (told("not-a-face", (2,)), "Marked 2 detections as not a face"),
        (told("portrait", (1,), **TOM), "Chose the portrait of Tom"),
        (told("portrait", **TOM), "Returned to the best face as the portrait of Tom"),
        (told("unlabel", (3,), **TOM), "Took the name Tom from 3 faces"),
        (told("unlabel", (3,)), "Removed what was said about 3 faces"),
        (told("merge", **TOM, **GRANDMA), "Said that Tom is Grandma"),
        (told("split", (5, 2), **TOM), "Took 2 faces out of Tom"),
        (told("split", (5, 2), **TOM, **GRANDMA), "Moved 2 faces from Tom to Grandma"),
        (told("split", (5, 2)), "Took 2 faces out of a cluster"),
        (told("split", (5, 2, 3)), "Split a cluster into 3 groups"),
        (told("different", **TOM, **GRANDMA), "Said that Tom and Grandma are different people"),
        (told("different", (1, 4)), "Said that a face and 4 faces are different people"),
        (told("twice", (2,)), "Said that 2 faces in one photo may be one person"),
        (told("lifespan", **TOM, born="1931-05", died="2019"), "Said that Tom was born 1931-05 and died 2019"),
        (imported(1234, 56, "picasa"), "Imported 1,234 faces of 56 people from Picasa"),
        (imported(1, 1, "xmp", "takeout"), "Imported 1 face of 1 person from XMP and Google Photos"),
        (imported(0, 0, "takeout"), "Read names from Google Photos"),
        (told("carry", (2,)), "Kept what was said about 2 faces in edited photos"),
    ],
)
def test_each_kind_of_decision_has_its_own_sentence(decision: Told, words: str) -> None:
    assert in_words(decision) == words


def test_a_rename_is_described_with_both_names() -> None:
    assert in_words(replace(told("rename", **TOM), name="Thomas")) == "Renamed Thomas to Tom"


def test_an_undo_says_what_it_undid() -> None:
    undo = replace(told("undo", target=3), undoes=told("name", (2,), **TOM))
    assert in_words(undo) == "Undid: Named 2 faces Tom"
    assert in_words(told("undo", target=3)) == "Undid an earlier decision"


def test_a_redo_says_what_it_brought_back() -> None:
    undo = replace(told("undo", target=3), undoes=told("name", (2,), **TOM))
    assert in_words(replace(told("undo", target=4), undoes=undo)) == "Brought back: Named 2 faces Tom"
