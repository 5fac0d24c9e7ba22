"""find --export --as, as a user types it."""

import json
import os
import shutil
from pathlib import Path

import pytest

from photoindex.cli.sizes import size_in_words
from tests.library import spread_eyes
from tests.terminal import Terminal


@pytest.fixture
def grandma(terminal: Terminal) -> Terminal:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    return terminal


def test_a_folder_export_says_what_it_did(grandma: Terminal, tmp_path: Path) -> None:
    words = ("find", "Grandma", "--export", tmp_path / "out", "--as", "folder", "--template", "{person}/{original}")
    ran = grandma(*words)
    assert (ran.code, ran.out) == (0, f"5 files added. They are in {tmp_path / 'out'}\n")
    assert len(list((tmp_path / "out/Grandma").iterdir())) == 5
    refused = grandma(*words)
    assert refused.code == 2
    assert "--update" in refused.err
    assert grandma(*words, "--update").out == f"0 files added, 5 kept. They are in {tmp_path / 'out'}\n"


def test_a_dry_run_lists_what_would_happen(grandma: Terminal, tmp_path: Path) -> None:
    words = ("find", "Grandma", "--export", tmp_path / "out", "--as", "folder")
    ran = grandma(*words, "--dry-run")
    assert f"+ red 0.jpg  ({grandma.folder / 'red 0.jpg'})" in ran.out
    grandma("find", "Grandma", "--export", tmp_path / "copies", "--as", "folder")
    total = sum(path.stat().st_size for path in (tmp_path / "copies").glob("*.jpg"))
    size = size_in_words(total)
    assert ran.out.splitlines()[-1] == f"5 files would be added. Size: {size}. Nothing was changed."
    assert not (tmp_path / "out").exists()
    grandma(*words)
    ran = grandma("find", "file:both.jpg", *words[2:], "--update", "--dry-run", "--touch")
    assert {line[:1] for line in ran.out.splitlines()[:-1]} == {"~", "-"}
    found = json.loads(grandma("find", "file:both.jpg", *words[2:], "--update", "--dry-run", "--json").out)["items"][0]
    assert found["bytes"] == 0
    assert sorted({change["change"] for change in found["changes"]}) == ["keep", "remove"]


def test_a_slideshow_takes_the_options_of_other_exports(grandma: Terminal, tmp_path: Path) -> None:
    words = ("find", "Grandma", "--export", tmp_path / "out", "--size", "50", "--strip-metadata", "--touch")
    ran = grandma(*words, "--dry-run")
    assert f"+ photos/red 0.jpg  ({grandma.folder / 'red 0.jpg'})" in ran.out
    assert ran.out.splitlines()[-1] == "5 photos would be added. Nothing was changed."  # all are made smaller
    assert not (tmp_path / "out").exists()
    page = tmp_path / "out" / "index.html"
    assert grandma(*words).out == f"5 photos added. Open {page}\n"
    assert grandma(*words, "--update").out == f"0 photos added, 5 kept. Open {page}\n"
    again = grandma(*words[:4], "--update")
    assert again.out == f"0 photos added, 5 kept. Open {page}\n"
    assert "As in the earlier export: --size 50, --strip-metadata, --touch." in again.err
    refused = grandma(*words[:4], "--strip-location", "--update")
    assert refused.code == 2
    assert "this update would put it back" in refused.err
    ran = grandma(*words[:4], "--size", "40", "--update", "--json")
    assert "Changed: --size 40 (before: --size 50)." in ran.err
    found = json.loads(ran.out)["items"][0]
    assert (found["preset"], found["rewritten"], found["page"]) == ("slideshow", 5, str(page))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", "folder"), "--as goes with --export DIR"),
        (("--dry-run",), "--dry-run goes with --export DIR"),
        (
            ("--export", "out", "--as", "table", "--convert", "jpeg"),
            "--convert goes with --as slideshow or --as folder",
        ),
        (("--export", "out", "--as", "links", "--touch"), "--touch goes with --as slideshow or --as folder"),
        (("--export", "out", "--link", "--strip-location"), "--link and --strip-location exclude each other"),
        (("--export", "out", "--as", "folder", "--link"), "--link goes with --as slideshow"),
        (("--export", "out", "--as", "links", "--hard", "--relative"), "exclude each other"),
        (("--export", "out", "--as", "film"), "slideshow"),
        (("--export", "out", "--as", "folder", "--template", "{peple}"), "there is no field"),
        (("--export", "out", "--as", "folder", "--template", ""), "is not a path below the folder"),
        (("--export", "out", "--as", "sheet", "--template", ""), "--template goes with"),
        (("--export", "out", "--as", "folder", "--template", "../{original}"), "leads out of the export"),
        (("--export", "out", "--as", "folder", "--csv"), "exclude each other"),
        (("--export", "out", "--timelapse", "out"), "exclude each other"),
        (("--seconds", "1"), "--seconds goes with --film or --timelapse"),
        (("--timelapse", "out", "--touch"), "--touch goes with --as slideshow or --as folder"),
        (("--timelapse", "out", "--seconds", "nan"), "not a number"),
        (("--timelapse", "out", "--size", "9999"), "64 to 2160"),
        (("--timelapse", "out.gif"), ".mp4 or .webp"),
        (("--film", "out", "--timelapse", "out"), "exclude each other"),
        (("--film", "out"), "Name a .mp4 file"),
        (("--film", "out.mp4", "--update"), "earlier films are replaced"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    grandma: Terminal, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ran = grandma("find", "Grandma", *(str(tmp_path / word) if word == "out" else word for word in words))
    assert ran.code == 2
    assert said in ran.err.replace("has no field", "there is no field")
    assert not (tmp_path / "out").exists()


def test_a_timelapse_says_what_it_shows(grandma: Terminal, tmp_path: Path) -> None:
    spread_eyes(grandma.index)
    words = ("find", "Grandma", "--timelapse", tmp_path / "a.webp", "--size", "64", "--seconds", "0.5")
    ran = grandma(*words)
    assert (ran.code, ran.out) == (0, f"5 faces in 2.5 s. Open {tmp_path / 'a.webp'}\n")
    assert grandma(*words).code == 0
    refused = grandma(*words, "--update")
    assert refused.code == 2
    assert "--update goes with --export DIR or --timelapse DIR" in refused.err
    ran = grandma("find", "Grandma", "--timelapse", tmp_path / "b.webp", "--seconds", "0.5", "--dry-run")
    assert (ran.code, ran.out) == (0, f"5 faces in 2.5 s would be in {tmp_path / 'b.webp'}. Nothing was written.\n")
    assert not (tmp_path / "b.webp").exists()
    ran = grandma("find", "Grandma", "--timelapse", tmp_path / "faces", "--size", "64", "--dry-run")
    assert ran.out.splitlines()[-1] == "5 files would be added. Nothing was changed."


def test_a_film_says_what_it_shows(grandma: Terminal, tmp_path: Path) -> None:
    pytest.importorskip("av")
    words = ("--size", "144", "--seconds", "0.1", "--best", "1")
    ran = grandma("find", "Grandma", "--film", tmp_path / "a.mp4", *words, "--dry-run")
    assert (ran.code, ran.out) == (
        0,
        f"1 photo in 0:00 min would be in {tmp_path / 'a.mp4'}. Nothing was written.\n",
    )
    assert not (tmp_path / "a.mp4").exists()
    ran = grandma("find", "Grandma", "--film", tmp_path / "a.mp4", *words)
    assert (ran.code, ran.out) == (0, f"1 photo in 0:00 min. Open {tmp_path / 'a.mp4'}\n")


def test_photos_that_are_left_out_are_named_on_standard_error(grandma: Terminal, tmp_path: Path) -> None:
    # Other tests use the photos themselves.
    shutil.copytree(grandma.folder, tmp_path / "photos")
    grandma("move", grandma.folder, tmp_path / "photos")
    (tmp_path / "photos" / "red 0.jpg").unlink()
    ran = grandma("find", "Grandma", "--export", tmp_path / "out", "--as", "folder")
    assert ran.out.startswith("4 files added")
    assert "left out" in ran.err
    assert "the file is missing" in ran.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_hostile_name_of_a_person_stays_a_name(terminal: Terminal, tmp_path: Path) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "../../<b>\x1b[31m")
    words = ("--as", "folder", "--template", "{person}/{original}")
    ran = terminal("find", "year:2000..", "--export", tmp_path / "out", *words)
    assert "\x1b" not in ran.out + ran.err
    for path in (tmp_path / "out").rglob("*"):
        assert not set(path.name) & set('<>\x1b"|?*\\')
        assert path.resolve().is_relative_to(tmp_path / "out")
