"""photoindex status, as a user types it."""

import json
from pathlib import Path

from photoindex.operations.common.index_lock import alone
from tests.terminal import Terminal


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


def test_status_shows_which_command_is_running(terminal: Terminal) -> None:
    with alone(terminal.index, "scan", [Path("/photos")]):
        assert "Now     `photoindex scan` of" in terminal("status").out
        assert json.loads(terminal("status", "--json").out)["items"][0]["running"]["command"] == "scan"
