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
