"""photoindex suggest, as a user types it."""

import json
from pathlib import Path

from tests.claims import claim
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


def test_suggest_prints_a_command_with_the_name_that_another_program_gives(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(3)
    photos = json.loads(terminal("show", "cluster", cluster, "--json").out)["items"]
    claim(terminal.index, {Path(item["path"]).name: ["O\u2019Hara"] for item in photos})
    lines = terminal("suggest").out.splitlines()
    at = next(number for number, line in enumerate(lines) if f"Who is cluster {cluster} " in line)
    assert "Google Photos says: O\u2019Hara. All 3 photos in which it names O\u2019Hara show" in lines[at]
    assert lines[at + 1] == f'    yes:      photoindex label cluster {cluster} "O\u2019Hara"'
    assert lines[at + 2] == f"    stranger: photoindex label cluster {cluster} --ignore"


def test_suggest_for_one_person_says_when_that_person_is_complete(named: Terminal) -> None:
    ran = named("suggest", "--person", "Grandma")
    assert (ran.code, ran.err) == (0, "Nothing left to ask about Grandma.\n")
    assert named("suggest", "--person", "Nobody Known").code == 1


def test_suggest_says_when_there_are_no_questions_left(named: Terminal) -> None:
    ran = named("suggest")
    assert (ran.code, ran.out) == (0, "")
    assert "Nothing left to ask" in ran.err
