"""photoindex explain and relatives, as a user types them."""

import json

from tests.terminal import Terminal


def test_explain_prints_sentences_and_tables(named: Terminal) -> None:
    (face, *_) = json.loads(named("show", "person", "Tom", "--json").out)["items"]
    ran = named("explain", "face", str(face["face_id"]))
    assert "You said that this is Tom." in ran.out
    assert "NEAREST" in ran.out
    (explained,) = json.loads(named("explain", "face", str(face["face_id"]), "--json").out)["items"]
    assert (explained["person"], explained["status"]) == ("Tom", "confirmed")


def test_relatives_prints_a_ranking_and_what_it_is_worth(named: Terminal) -> None:
    ran = named("relatives", "Tom")
    assert "Grandma" in ran.out
    assert "no evidence of kinship" in ran.err
    assert json.loads(named("relatives", "Tom", "--json").out)["items"][0]["person"] == "Grandma"
