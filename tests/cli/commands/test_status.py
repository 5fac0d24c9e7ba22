"""photoindex status, as a user types it."""

import json
from datetime import timedelta
from pathlib import Path

from photoindex.domain.targets import Target
from photoindex.operations.common.index_lock import alone
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.store.database.connection import utc_now
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


def test_status_shows_the_answers_and_the_time_of_the_last_sitting(terminal: Terminal) -> None:
    assert "Named" not in terminal("status").out
    index = WarmIndex(terminal.index.path)
    index.opened_at = utc_now() - timedelta(seconds=80)
    cluster = list_people(index).clusters[0]
    label(index, Target("cluster", ids=(cluster.id,)), "Somebody New")
    assert f"Named   {cluster.faces} face" in terminal("status").out
    assert f"{cluster.faces}.0 faces an answer" in terminal("status").out
    sitting = json.loads(terminal("status", "--json").out)["items"][0]["sitting"]
    assert (sitting["answers"], sitting["faces"], sitting["started_at"].endswith("+00:00")) == (1, cluster.faces, True)
