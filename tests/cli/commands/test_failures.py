"""photoindex failures, as a user types it."""

import json

from tests.terminal import Terminal


def test_failures_name_the_file_and_the_reason(terminal: Terminal) -> None:
    ran = terminal("failures")
    assert "broken.jpg" in ran.out
    assert "--retry-failed" in ran.err
    (row,) = json.loads(terminal("failures", "--json").out)["items"]
    assert (row["stage"], row["attempts"]) == ("decode", 1)
