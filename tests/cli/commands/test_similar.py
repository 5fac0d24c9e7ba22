"""photoindex similar and compare, as a user types them."""

import json

import pytest

from tests.terminal import Terminal


def test_similar_prints_the_nearest_faces_with_their_names(named: Terminal) -> None:
    ran = named("similar", named.folder / "red 0.jpg", "--top", "2")
    assert [line.split()[2] for line in ran.out.splitlines()[1:]] == ["Grandma", "Grandma"]
    assert "Nearest people: Grandma" in ran.err
    both = named("similar", named.folder / "both.jpg", "--top", "1", "--face", "2", "--json")
    found = json.loads(both.out)
    assert (found["reference"]["number"], found["items"][0]["person"]) == (2, "Tom")
    assert "face 1 from the left" in named("similar", named.folder / "both.jpg").err


@pytest.mark.parametrize("words", [("face",), ("face", "x"), ("a", "b", "c"), ("face", "1", "--face", "2")])
def test_similar_needs_either_a_photo_or_a_face_number(named: Terminal, words: tuple[str, ...]) -> None:
    assert named("similar", *words).code == 2
