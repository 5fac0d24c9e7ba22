"""photoindex similar and compare, as a user types them."""

import json
from pathlib import Path

import pytest

from photoindex.cli.main import run
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
def test_similar_needs_one_photo_or_one_number(named: Terminal, words: tuple[str, ...]) -> None:
    assert named("similar", *words).code == 2


def test_compare_tells_faces_apart_with_the_embedded_pack(
    group_photo: Path, portrait_photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", str(portrait_photo), str(portrait_photo), "--json"]) == 0
    (same,) = json.loads(capsys.readouterr().out)["items"]
    assert (same["same"], same["compared"][0]["of"]) == (True, 1)
    assert same["similarity"] == pytest.approx(1.0, abs=0.01)
    assert run(["compare", str(portrait_photo), str(group_photo), "--other-face", "3"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Different people: similarity")
    assert "has 6 faces; this is face 3 from the left" in err
    assert run(["compare", str(portrait_photo), str(group_photo), "--other-face", "7"]) == 2
