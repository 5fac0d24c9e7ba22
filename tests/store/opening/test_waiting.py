"""A command waits for an index as long as others make progress, but no longer than its time limit."""

from pathlib import Path

import pytest

from photoindex.errors import IndexLockedError
from photoindex.store.database.notices import Notice, Waiting, tell_nobody
from photoindex.store.opening.waiting import Patience


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_stall_is_counted_from_the_last_progress_and_a_long_wait_is_reported_once() -> None:
    clock, told = Clock(), list[Notice]()
    patience = Patience(Path("index"), "", told.append, stall=10, limit=None, clock=clock)
    for ahead in range(50, 0, -1):
        clock.now += 9
        patience.blocked(ahead, ahead, "photoindex label cluster")
    assert told == [Waiting(Path("index"), 50, "photoindex label cluster")]
    clock.now += 11
    with pytest.raises(IndexLockedError, match=r"by process 1, `photoindex label cluster`, .* 461 seconds"):
        patience.blocked(1, 1, "photoindex label cluster")


def test_a_time_limit_applies_even_if_others_make_progress() -> None:
    clock = Clock()
    patience = Patience(Path("index"), "", tell_nobody, stall=10, limit=20, clock=clock)
    for ahead in range(3):
        patience.blocked(ahead, None, "")
        clock.now += 9
    with pytest.raises(IndexLockedError):
        patience.blocked(3, None, "")
