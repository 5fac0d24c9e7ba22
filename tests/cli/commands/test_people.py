"""photoindex people, as a user types it."""

import json
import os
from pathlib import Path

from tests.stored import mode
from tests.terminal import Terminal


def test_people_lists_the_largest_clusters_first_and_says_what_to_do_next(terminal: Terminal) -> None:
    ran = terminal("people")
    assert ran.code == 0
    rows = [line.split() for line in ran.out.splitlines()[1:]]
    assert [(row[1], row[2]) for row in rows] == [("5", "5"), ("3", "3")]
    assert rows[0][3:] == ["2000-05-01", "2010-05-01"]
    assert "photoindex label cluster" in ran.err


def test_people_as_json_holds_every_number(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    people = json.loads(terminal("people", "--json").out)
    person, cluster = people["items"]
    assert (person["kind"], person["person"], person["faces"], person["photos"]) == ("person", "Grandma", 5, 5)
    assert (person["first_taken_at"], person["cluster_id"]) == ("2000-05-01T10:00:00", None)
    assert (cluster["kind"], cluster["person"], cluster["faces"]) == ("cluster", None, 3)
    assert (people["single_faces"], people["not_faces"], people["running"]) == (0, 0, None)


def test_the_limit_also_applies_to_the_sheet(terminal: Terminal, tmp_path: Path) -> None:
    ran = terminal("people", "--limit", "1", "--sheet", tmp_path / "sheet.html")
    assert "with 1 portrait." in ran.err
    if os.name != "nt":
        assert mode(tmp_path / "sheet.html") == 0o600


def test_poor_faces_are_counted_with_the_command_that_shows_them(terminal: Terminal) -> None:
    assert "show poor" not in terminal("people").err
    with terminal.index.writing() as connection:
        connection.execute("UPDATE face SET size = 10")
    ran = terminal("people")
    assert "8 faces without a name can hardly be told apart: `photoindex show poor`" in ran.err
    assert json.loads(terminal("people", "--json").out)["poor_faces"] == 8
    assert terminal("show", "poor").out.startswith("Poor faces: 8 faces in ")
