"""What is answered to a command line that is not quite right."""

import os
from pathlib import Path

import pytest

from photoindex.cli.main import COMMANDS
from photoindex.cli.wording.mistyped import MEANT
from photoindex.cli.wording.sections import SECTIONS
from photoindex.cli.wording.topics import TOPICS
from tests.cli.conftest import Terminal


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("scna", "/photos"), "photoindex scan /photos"),
        (("lable", "12", "Tom"), "photoindex label 12 Tom"),
        (("lable", "cluster", "12", "Elton John"), "photoindex label cluster 12 'Elton John'"),
        (("peple",), "photoindex people"),
        (("stauts",), "photoindex status"),
        (("name", "12", "Tom"), "photoindex label 12 Tom"),
        (("search",), 'photoindex find "NAME"'),
        (("label", "clutser", "12", "Tom"), "photoindex label cluster 12 Tom"),
        (("show", "fcae", "12"), "photoindex show face 12"),
        (("check", "poeple"), "photoindex check people"),
        (("models", "lst"), "photoindex models list"),
        (("help", "privcy"), "photoindex help privacy"),
        (("people", "--shet", "x.html"), "--sheet"),
        (("find", "Tom", "--expotr", "x"), "--export"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(terminal: Terminal, typed: tuple[str, ...], meant: str) -> None:
    ran = terminal.without_index(*typed)
    assert (ran.code, ran.out) == (2, "")
    assert f"Did you mean: {meant}" in ran.err


def test_a_folder_without_a_command_is_to_be_scanned(terminal: Terminal) -> None:
    ran = terminal.without_index(terminal.folder)
    assert ran.code == 2
    assert f"photoindex scan {terminal.folder}" in ran.err


def test_an_option_in_the_wrong_place_is_told_where_it_belongs(terminal: Terminal) -> None:
    assert "It belongs to: photoindex find" in terminal.without_index("people", "--export", "x").err
    assert "as in: photoindex label cluster --not" in terminal.without_index("label", "--not", "Tom").err


def test_a_number_alone_is_a_cluster_and_a_name_alone_a_person(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(5)
    named = terminal("label", cluster, "Elton John")
    assert "Named 5 faces as Elton John" in named.out
    assert f'Understood as: photoindex label cluster {cluster} "Elton John"' in named.err
    assert f"Cluster {cluster}: 5 faces" in terminal("show", cluster).out
    assert "Elton John: 5 faces" in terminal("show", "Elton John").out
    assert "faces   2" in terminal("show", terminal.folder / "both.jpg").out
    assert "5 faces no longer Elton John" in terminal("unlabel", "Elton John").out
    assert terminal("label", "Elton", "Tom").code == 2


def test_a_part_of_a_name_finds_who_alone_fits_it(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Élton John")
    found = terminal("find", "elton")
    assert (found.code, len(found.out.splitlines())) == (0, 5)
    assert "'elton' was taken for Élton John." in found.err
    assert terminal("find", "Élton John").err == ""
    assert terminal("find", "elton", "joh").code == 0
    assert terminal("find", "lton").code == 1
    terminal("label", "cluster", terminal.cluster_with(3), "Elton Brand")
    both = terminal("find", "elton")
    assert (both.code, both.out) == (1, "")
    assert "Elton Brand, Élton John" in both.err
    assert terminal("find", "Elton Brand").code == 0
    terminal("rename", "Elton Brand", "Elton")
    assert len(terminal("find", "elton").out.splitlines()) == 3, "a whole name wins"


def test_decisions_take_whole_names_only(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Elton John")
    assert terminal("rename", "elton", "Tom").code == 1
    assert terminal("unlabel", "person", "elton").code == 1


def test_a_number_in_the_place_of_a_name_is_told_apart(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(5)
    assert f"photoindex show cluster {cluster}" in terminal("find", cluster).err


def test_help_has_every_command_in_a_section_and_cuts_no_description(terminal: Terminal) -> None:
    page = terminal.without_index("help").out
    assert [command for _, commands in SECTIONS for command in commands if command not in COMMANDS] == []
    assert all(f"\n  {command} " in page for command in COMMANDS)
    assert all(title in page for title, _ in SECTIONS)
    assert "..." not in page.split("Find people:")[1]
    assert all(topic in page for topic in TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_text_of_lines_that_fit(terminal: Terminal, topic: str) -> None:
    text = terminal.without_index("help", topic).out
    assert len(text) > 200
    assert max(map(len, text.splitlines())) <= 120


def test_help_of_a_command_is_its_own(terminal: Terminal) -> None:
    asked, own = ("help", "label", "cluster"), ("label", "cluster", "--help")
    assert terminal.without_index(*asked).out == terminal.without_index(*own).out


@pytest.mark.parametrize("meant", sorted({text.split()[0] for text in MEANT.values()} - {"--version"}))
def test_every_proposal_begins_with_a_command(meant: str) -> None:
    assert meant in COMMANDS


def test_without_a_terminal_or_with_no_color_nothing_is_coloured(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from photoindex.cli.colours import wanted

    assert "\x1b" not in terminal("people").out + terminal("find", "nobody").err + terminal.without_index("help").out

    class Screen:
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert wanted(Screen())  # type: ignore[arg-type]
    monkeypatch.setenv("TERM", "dumb")
    assert not wanted(Screen())  # type: ignore[arg-type]
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wanted(Screen())  # type: ignore[arg-type]


def test_a_sheet_that_cannot_be_written_is_refused_before_anything_is_printed(
    terminal: Terminal, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("my page", encoding="utf-8")
    for words in (("people",), ("suggest",), ("show", "cluster", terminal.cluster_with(5))):
        for sheet in (tmp_path / "sheet.gif", tmp_path / "nowhere" / "sheet.html", mine):
            ran = terminal(*words, "--sheet", sheet)
            assert (ran.code, ran.out) == (2, ""), os.fspath(sheet)
    assert mine.read_text(encoding="utf-8") == "my page"
