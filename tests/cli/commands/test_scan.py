"""photoindex scan, as a user types it."""

import pytest

from photoindex.cli.commands.scan import print_summary
from photoindex.operations.common.index_lock import alone
from photoindex.operations.scanning.progress import ScanSummary
from tests.terminal import Terminal


def test_a_scan_of_part_of_the_library_with_another_pack_says_that_the_pack_is_not_in_use_yet(
    terminal: Terminal,
) -> None:
    ran = terminal("scan", terminal.folder / "red 0.jpg", "--workers", "1")
    assert ran.code == 0
    assert "is not in use yet, because it has not analysed the photos of 6 files" in ran.err
    assert "Pack    colours" in terminal("status").out


def test_a_scan_that_ran_out_of_time_while_looking_for_photos_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    numbers = dict.fromkeys(
        ["photos", "faces", "copies", "unchanged", "older", "left_out", "still_failing", "failed", "damaged", "gone",
         "back", "left", "unseen", "videos", "persons", "clusters", "single_faces"], 0
    )  # fmt: skip
    print_summary(
        ScanSummary(pack="p", walked=False, unread_folders=(), away=(), seconds=1.0, interrupted=False, **numbers)
    )
    assert "Out of time" in capsys.readouterr().err


def test_a_second_scan_exits_with_4_and_says_which_command_is_running(terminal: Terminal) -> None:
    with alone(terminal.index, "scan", [terminal.folder]):
        ran = terminal("scan", terminal.folder)
    assert ran.code == 4
    assert "has been running since" in ran.err
    assert "--wait" in ran.err


def test_one_file_of_a_kind_has_its_words_in_the_singular(capsys: pytest.CaptureFixture[str]) -> None:
    names = [
        "photos", "faces", "copies", "unchanged", "older", "left_out", "still_failing", "failed", "damaged", "gone",
        "back", "left", "unseen", "videos", "persons", "clusters", "single_faces",
    ]  # fmt: skip
    numbers = dict.fromkeys(names, 0) | dict.fromkeys(["photos", "copies", "videos", "still_failing", "persons"], 1)
    print_summary(
        ScanSummary(pack="p", walked=True, unread_folders=(), away=(), seconds=1.0, interrupted=False, **numbers)
    )
    shown = capsys.readouterr()
    assert "1 photo scanned" in shown.out
    assert "1 copy of a known photo, 1 video, which is not read." in shown.out
    assert "1 person with a name" in shown.out
    assert "1 file could not be read before and was not tried again" in shown.err
