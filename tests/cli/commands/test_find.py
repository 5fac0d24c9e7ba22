"""photoindex find, as a user types it."""

import json
from pathlib import Path

import pytest

from tests.terminal import Terminal, face


def test_find_exits_with_1_when_nothing_matches(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    assert terminal("find", "Grandma", "Tom").code == 0
    ran = terminal("find", "Grandma", "Tom", "--since", "2011")
    assert (ran.code, ran.out) == (1, "")
    assert "No photo shows them all" in ran.err
    assert json.loads(terminal("find", "Grandma", "--since", "2011", "--json").out)["items"] == []


def test_find_suggests_the_closest_name(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    ran = terminal("find", "Granma")
    assert ran.code == 1
    assert "Did you mean Grandma?" in ran.err


def test_find_ends_paths_with_zero_bytes_for_xargs(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    assert terminal("find", "Tom", "-0").out.count("\0") == 3


def test_find_as_json_gives_paths_dates_and_boxes(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    last = json.loads(terminal("find", "Grandma", "--json").out)["items"][-1]
    assert Path(last["path"]).name == "both.jpg"
    assert last["taken_at"] == "2010-05-01T10:00:00"
    assert [face["person"] for face in last["found_faces"]] == ["Grandma", None]
    assert last["found_faces"][1]["box"]["x"] == pytest.approx(0.5)


def test_an_export_is_a_web_page_and_is_not_overwritten_unless_requested(terminal: Terminal, tmp_path: Path) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    ran = terminal("find", "Grandma", "--export", tmp_path / "show")
    assert "5 photos added" in ran.out
    assert "Grandma" in (tmp_path / "show" / "index.html").read_text(encoding="utf-8")
    assert len(list((tmp_path / "show" / "photos").iterdir())) == 5
    assert terminal("find", "Grandma", "--export", tmp_path / "show").code == 2
    assert "5 kept" in terminal("find", "Grandma", "--export", tmp_path / "show", "--update").out


def test_find_can_be_limited_to_confirmed_faces(terminal: Terminal) -> None:
    terminal("label", "face", face(terminal, "red 0.jpg"), "Gran")
    assert len(terminal("find", "Gran").out.splitlines()) == 5
    assert len(terminal("find", "Gran", "--confirmed-only").out.splitlines()) == 1
    assert len(terminal("find", "Gran", "--include-suggested").out.splitlines()) >= 5
    assert terminal("find", "Gran", "--confirmed-only", "--include-suggested").code == 2
