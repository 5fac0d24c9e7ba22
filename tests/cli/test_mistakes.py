"""Answers to command lines that are slightly wrong."""

import pytest

from tests.terminal import Terminal


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
def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(
    terminal: Terminal, typed: tuple[str, ...], meant: str
) -> None:
    ran = terminal.without_index(*typed)
    assert (ran.code, ran.out) == (2, "")
    assert f"Did you mean: {meant}" in ran.err


def test_for_a_folder_without_a_command_a_scan_is_suggested(terminal: Terminal) -> None:
    ran = terminal.without_index(terminal.folder)
    assert ran.code == 2
    assert f"photoindex scan {terminal.folder}" in ran.err


def test_for_an_option_in_the_wrong_place_the_right_place_is_shown(terminal: Terminal) -> None:
    assert "It belongs to: photoindex find" in terminal.without_index("people", "--export", "x").err
    assert "as in: photoindex label cluster --not" in terminal.without_index("label", "--not", "Tom").err


def test_a_number_alone_means_a_cluster_and_a_name_alone_means_a_person(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(5)
    named = terminal("label", cluster, "Elton John")
    assert "Named 5 faces as Elton John" in named.out
    assert f'Understood as: photoindex label cluster {cluster} "Elton John"' in named.err
    assert f"Cluster {cluster}: 5 faces" in terminal("show", cluster).out
    assert "Elton John: 5 faces" in terminal("show", "Elton John").out
    assert "faces   2" in terminal("show", terminal.folder / "both.jpg").out
    assert "5 faces no longer Elton John" in terminal("unlabel", "Elton John").out
    assert terminal("label", "Elton", "Tom").code == 2


def test_part_of_a_name_finds_a_person_if_nobody_else_matches_it(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Élton John")
    found = terminal("find", "elton")
    assert (found.code, len(found.out.splitlines())) == (0, 5)
    assert "'elton' stands for Élton John." in found.err
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


def test_for_a_number_in_place_of_a_name_the_command_for_clusters_is_suggested(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(5)
    assert f"photoindex show cluster {cluster}" in terminal("find", cluster).err


def test_the_values_of_a_missing_option_are_listed_in_one_line(terminal: Terminal) -> None:
    assert "Error: Missing option '--to'. Choose from: xmp, csv, json\n" in terminal("names", "export").err
