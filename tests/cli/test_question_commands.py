"""What suggest, explain, similar, compare, relatives and evaluate print."""

import json
import sys
from pathlib import Path

import pytest

from photoindex.cli.main import run
from photoindex.installation import install_command
from tests.cli.conftest import Terminal


@pytest.fixture
def named(terminal: Terminal) -> Terminal:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    return terminal


def test_suggest_prints_questions_with_their_commands(terminal: Terminal, tmp_path: Path) -> None:
    cluster, sheet = terminal.cluster_with(5), tmp_path / "sheet.html"
    ran = terminal("suggest", "--sheet", sheet)
    assert ran.out.splitlines()[:3] == [
        f" 1. Who is cluster {cluster} (5 faces)?",
        f"    known:    type the name after: photoindex label cluster {cluster}",
        f"    stranger: photoindex label cluster {cluster} --ignore",
    ]
    assert f"Wrote {sheet}" in ran.err
    first = json.loads(terminal("suggest", "--json", "--limit", "1").out)["items"][0]
    assert (first["kind"], first["cluster_id"], first["yes"]) == (
        "who", int(cluster), f"photoindex label cluster {cluster}",
    )  # fmt: skip


def test_suggest_for_one_person_says_when_that_person_is_complete(named: Terminal) -> None:
    ran = named("suggest", "--person", "Grandma")
    assert (ran.code, ran.err) == (0, "Nothing left to ask about Grandma.\n")
    assert named("suggest", "--person", "Nobody Known").code == 1


def test_suggest_says_when_nothing_is_left(named: Terminal) -> None:
    ran = named("suggest")
    assert (ran.code, ran.out) == (0, "")
    assert "Nothing left to ask" in ran.err


def test_explain_prints_sentences_and_tables(named: Terminal) -> None:
    (face, *_) = json.loads(named("show", "person", "Tom", "--json").out)["items"]
    ran = named("explain", "face", str(face["face_id"]))
    assert "You said that this is Tom." in ran.out
    assert "NEAREST" in ran.out
    (explained,) = json.loads(named("explain", "face", str(face["face_id"]), "--json").out)["items"]
    assert (explained["person"], explained["status"]) == ("Tom", "confirmed")


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


def test_relatives_prints_a_ranking_and_what_it_is_worth(named: Terminal) -> None:
    ran = named("relatives", "Tom")
    assert "Grandma" in ran.out
    assert "no evidence of kinship" in ran.err
    assert json.loads(named("relatives", "Tom", "--json").out)["items"][0]["person"] == "Grandma"


def test_evaluate_prints_three_measurements(named: Terminal) -> None:
    ran = named("evaluate")
    assert "8 faces of 2 people" in ran.out
    assert all(word in ran.out for word in ("Verification", "B-cubed", "Effort", "PER PERSON"))
    (measured,) = json.loads(named("evaluate", "--json").out)["items"]
    assert measured["b_cubed"]["f"] == 1.0
    assert len(measured["verification"]["tpr"]) == len(measured["verification"]["threshold"])
    assert measured["effort"]["people"] == 1


def test_a_plot_is_written_or_names_what_is_missing(named: Terminal, tmp_path: Path) -> None:
    plot = tmp_path / "curves.png"
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        ran = named("evaluate", "--plot", plot)
        assert ran.code == 7
        assert install_command("matplotlib") in ran.err
        return
    assert named("evaluate", "--plot", plot).code == 0
    assert plot.read_bytes().startswith(b"\x89PNG")
    assert named("evaluate", "--plot", plot).code == 2


def test_without_matplotlib_a_plot_names_the_extra(
    named: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    ran = named("evaluate", "--plot", tmp_path / "curves.png")
    assert ran.code == 7
    assert install_command("matplotlib") in ran.err


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
