"""What the bar of the page says about a running command."""

from datetime import datetime

import pytest

from photoindex.operations.watching import Progress, Running
from photoindex.review.words import in_a_word, in_few_words


def running(progress: Progress | None, command: str = "scan") -> Running:
    return Running(command, 1, datetime(2020, 1, 1), (), progress)


@pytest.mark.parametrize(
    ("now", "said", "short"),
    [
        (None, "", ""),
        (running(None, "restore"), "Running: restore", "restore"),
        (running(Progress("looking", 1500, None, 0)), "Looking for photos: 1,500 found", "Looking"),
        (running(Progress("scanning", 0, 1, 0)), "Scanning: 0 of 1 photo", "0 %"),
        (running(Progress("scanning", 1240, 8000, 9)), "Scanning: 1,240 of 8,000 photos", "15 %"),
        (running(Progress("scanning", 7999, 8000, 9)), "Scanning: 7,999 of 8,000 photos", "99 %"),
        (running(Progress("scanning", 3, None, 9)), "Scanning: 3 photos", "Scanning"),
        (running(Progress("scanning", 0, 0, 0)), "Scanning: 0 of 0 photos", "Scanning"),
        (running(Progress("clustering", 9, None, 2000)), "Clustering 2,000 faces", "Clustering"),
    ],
)
def test_the_bar_says_what_runs_and_how_far_it_is(now: Running | None, said: str, short: str) -> None:
    assert (in_few_words(now), in_a_word(now)) == (said, short)
