"""A description of the command that is working on an index."""

from datetime import datetime
from pathlib import Path

from photoindex.cli.wording.running import in_words, what_is_waited_for
from photoindex.operations.status import Running

SCAN = Running("scan", 4711, datetime(2026, 5, 1, 10), (Path("photos"),))


def test_the_message_says_what_is_running_on_which_index_and_since_when() -> None:
    assert in_words(SCAN) == "`photoindex scan` of photos has been running since 2026-05-01 10:00:00 (process 4711)"


def test_a_running_command_without_a_note_is_waited_for_too() -> None:
    assert what_is_waited_for(None) == "another command is working on the index"
    assert what_is_waited_for(SCAN) == in_words(SCAN)
