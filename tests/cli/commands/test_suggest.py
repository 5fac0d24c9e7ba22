"""photoindex suggest, as a user types it."""

import json
from pathlib import Path

from tests.terminal import Terminal


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


def test_suggest_says_when_there_are_no_questions_left(named: Terminal) -> None:
    ran = named("suggest")
    assert (ran.code, ran.out) == (0, "")
    assert "Nothing left to ask" in ran.err
