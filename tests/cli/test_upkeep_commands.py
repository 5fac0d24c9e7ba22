"""What status, prune, move, backup, restore and check print, and with which exit code."""

import json
import shlex
import shutil
from pathlib import Path

import click
import pytest

from photoindex.cli.commands.scan import print_summary
from photoindex.cli.durations import Duration
from photoindex.operations.common.index_lock import alone
from photoindex.operations.scanning.progress import ScanSummary
from tests.cli.conftest import Terminal


@pytest.mark.parametrize(
    ("text", "seconds"), [("45s", 45), ("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("90", 90), ("1H1M1S", 3661)]
)
def test_spans_of_time_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "0", "m", "30 minutes", "1.5h", "m30", "30m2h", "-5s"])
def test_what_is_no_span_of_time_is_refused_with_examples(text: str) -> None:
    with pytest.raises(click.UsageError, match="1h30m"):
        Duration().convert(text, None, None)


def test_status_shows_roots_failures_and_scans(terminal: Terminal) -> None:
    ran = terminal("status")
    assert ran.code == 0
    assert "7 photos in 7 files, 0 missing, 1 unreadable" in ran.out
    assert f"{terminal.folder}" in ran.out
    assert "there" in ran.out
    assert "Left    nothing" in ran.out
    (found,) = json.loads(terminal("status", "--json").out)["items"]
    assert (found["roots"][0]["present"], found["roots"][0]["state"]) == (7, "there")
    assert (found["totals"]["photos"], found["failures"][0]["files"], found["runs"][0]["photos"]) == (7, 1, 7)
    assert (found["running"], found["left"], found["pack"]) == (None, 0, "colours")


def test_status_shows_what_runs(terminal: Terminal) -> None:
    with alone(terminal.index, "scan", [Path("/photos")]):
        assert "Now     `photoindex scan` of" in terminal("status").out
        assert json.loads(terminal("status", "--json").out)["items"][0]["running"]["command"] == "scan"


def test_prune_wants_to_be_told_what_to_do(terminal: Terminal) -> None:
    assert terminal("prune").code == 2
    assert terminal("prune", "--dry-run", "--yes").code == 2
    ran = terminal("prune", "--dry-run")
    assert (ran.code, ran.out) == (0, "Would remove 0 files, 0 photos and 0 faces.\n")
    ran = terminal("prune", "--yes")
    assert ran.out == "Removed 0 files, 0 photos and 0 faces.\n"
    assert ran.err.startswith("Removing 0 files")


def test_move_tells_how_many_files_it_found_in_their_new_place(terminal: Terminal, tmp_path: Path) -> None:
    shutil.copytree(terminal.folder, tmp_path / "new")
    ran = terminal("move", terminal.folder, tmp_path / "new")
    assert ran.code == 0
    assert "7 files now below" in ran.out
    assert terminal("move", terminal.folder, tmp_path / "new").code == 1
    assert terminal("move", tmp_path / "new", tmp_path / "nowhere").code == 2


def test_backup_and_restore_go_round(terminal: Terminal, tmp_path: Path) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    ran = terminal("backup", tmp_path / "saved.duckdb")
    assert (ran.code, "1 decision copied" in ran.out) == (0, True)
    assert terminal("backup", tmp_path / "saved.duckdb").code == 2
    assert terminal("backup", tmp_path / "saved.duckdb", "--force").code == 0
    terminal("undo")
    ran = terminal("restore", tmp_path / "saved.duckdb")
    assert ran.code == 0
    assert "before-restore" in ran.err
    assert terminal("find", "Grandma").code == 0
    assert terminal("restore", tmp_path / "nowhere").code == 2


def test_check_exits_with_3_for_a_broken_index_and_0_once_it_is_mended(terminal: Terminal) -> None:
    ran = terminal("check", "--sample", "3")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Everything is in order.")
    with terminal.index.writing() as connection:
        connection.execute("DELETE FROM embedding WHERE face_id = 1")
    ran = terminal("check")
    assert ran.code == 3
    assert "1 faces without an embedding: can be repaired" in ran.out
    assert "--repair" in ran.err
    ran = terminal("check", "--repair")
    assert ran.code == 0
    assert "repaired" in ran.out
    assert json.loads(terminal("check", "--json").out)["items"] == []


def test_a_scan_of_a_part_with_another_pack_says_that_it_is_not_in_use_yet(terminal: Terminal) -> None:
    ran = terminal("scan", terminal.folder / "red 0.jpg", "--workers", "1")
    assert ran.code == 0
    assert "is not in use yet, because it has not analysed the photos of 6 files" in ran.err
    assert "Pack    colours" in terminal("status").out


def test_a_scan_whose_time_ended_while_it_looked_for_photos_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    numbers = dict.fromkeys(
        ["photos", "faces", "copies", "unchanged", "older", "left_out", "still_failing", "failed", "damaged", "gone",
         "back", "left", "unseen", "videos", "persons", "clusters", "single_faces"], 0
    )  # fmt: skip
    print_summary(
        ScanSummary(pack="p", walked=False, unread_folders=(), away=(), seconds=1.0, interrupted=False, **numbers)
    )
    assert "Out of time" in capsys.readouterr().err


def test_a_second_scan_exits_with_4_and_says_what_runs(terminal: Terminal) -> None:
    with alone(terminal.index, "scan", [terminal.folder]):
        ran = terminal("scan", terminal.folder)
    assert ran.code == 4
    assert "has been running since" in ran.err
    assert "--wait" in ran.err


def test_what_brings_a_damaged_index_back_names_the_index_that_was_named(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    with terminal.index.path.open("r+b") as file:
        file.seek(12)
        file.write(b"\xff" * 4)
    error = terminal("people").err
    assert error.splitlines()[-1].endswith(f'photoindex rescue --index "{terminal.index.path}"')
    put, again = terminal("rescue").err.splitlines()
    assert again.endswith(f'photoindex scan FOLDER --index "{terminal.index.path}"')
    command = shlex.split(put.partition(": ")[2])
    assert terminal.without_index(*command[1:]).code == 0
    assert "label cluster" in terminal("log").out


def test_a_word_that_was_taken_for_another_is_shown_without_its_escape_codes(terminal: Terminal) -> None:
    assert "\x1b[31mvil" not in terminal.without_index("label", "1", "e\x1b[31mvil").err
