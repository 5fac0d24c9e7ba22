"""photoindex stats, as a user types it."""

import json
from pathlib import Path

import pytest

from photoindex.domain.places import AtTown, Town
from photoindex.store.tables.places import put_places
from tests.stored import mode
from tests.terminal import Terminal, name_both


def test_people_pairs_and_years_are_listed_with_bars(terminal: Terminal) -> None:
    name_both(terminal)
    lines = terminal("stats").out.splitlines()
    assert lines[:2] == ["7 photos of 2 people, 2000 to 2010; 2 without a date.", "8 faces, 0 without a name."]
    assert [line.strip().split("  ")[0] for line in lines if line.startswith("  ")][:3] == [
        "Gran",
        "Tom",
        "Gran and Tom",
    ]
    assert any(line.startswith("  2010  1  ██") for line in lines)


def test_a_query_restricts_the_photos(terminal: Terminal) -> None:
    name_both(terminal)
    found = json.loads(terminal("stats", "Tom", "--json").out)
    assert (found["photos"], found["persons"]) == (3, 2)
    assert found["items"][0]["person"] == "Tom"
    assert found["together"] == [{"person_ids": [1, 2], "people": ["Gran", "Tom"], "photos": 1}]
    assert found["years"][0]["months"][4] == 1


def with_place(terminal: Terminal) -> None:
    town = Town(1, "Lisbon", "", "PT", "Portugal", 517_802, ("Lisbon",), ("portugal",))
    with terminal.index.writing() as connection:
        connection.execute("UPDATE photo SET latitude = 38.7, longitude = -9.2 WHERE photo_id <= 3")
        put_places(connection, {1: [AtTown(1, 500.0, nearest=True)], 2: [AtTown(1, 500.0, nearest=True)]}, {1: town})


def test_places_are_listed_and_photos_without_a_place_counted(terminal: Terminal, tmp_path: Path) -> None:
    name_both(terminal)
    assert terminal("stats").out.splitlines()[-1] == "Not located: no photo says where it was taken."
    with_place(terminal)
    ran = terminal("stats", "--plot", tmp_path / "places.svg")
    assert "Photos in each place (not located: 5 photos)" in (tmp_path / "places.svg").read_text(encoding="utf-8")
    assert "1 photo with a position has no place yet." in ran.err
    lines = terminal("stats").out.splitlines()
    assert lines[-3] == "Places"
    assert lines[-2].startswith("  Lisbon, Portugal  2  ██")
    assert lines[-1] == "  not located: 5 photos"
    found = json.loads(terminal("stats", "--json").out)
    assert (found["places"][0]["name"], found["not_located"], found["unplaced"]) == ("Lisbon", 5, 1)


def test_nothing_found_is_said_with_exit_code_1(terminal: Terminal) -> None:
    name_both(terminal)
    ran = terminal("stats", "year:1950")
    assert (ran.code, ran.out.splitlines()[0]) == (1, "0 photos.")
    assert "No photo found." in ran.err


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_a_plot_is_written_for_the_user_alone(terminal: Terminal, ending: str, tmp_path: Path) -> None:
    name_both(terminal)
    file = tmp_path / f"people.{ending}"
    ran = terminal("stats", "--plot", file)
    assert (ran.code, ran.out) == (0, "")
    assert f"Wrote {file}." in ran.err
    assert mode(file) & 0o077 == 0
    assert terminal("stats", "year:1950", "--plot", file).code == 1


def test_a_plot_that_cannot_be_written_is_refused_first(terminal: Terminal, tmp_path: Path) -> None:
    ran = terminal("stats", "--plot", tmp_path / "people.pdf")
    assert ran.code == 2
    assert "Name a .svg, .png or .html file." in ran.err
