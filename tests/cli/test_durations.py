"""Spans of time as users type them."""

import click
import pytest

from photoindex.cli.durations import Duration, roughly


@pytest.mark.parametrize(
    ("text", "seconds"), [("45s", 45), ("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("90", 90), ("1H1M1S", 3661)]
)
def test_spans_of_time_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "0", "m", "30 minutes", "1.5h", "m30", "30m2h", "-5s"])
def test_an_invalid_span_of_time_is_refused_with_examples(text: str) -> None:
    with pytest.raises(click.UsageError, match="1h30m"):
        Duration().convert(text, None, None)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "in less than a minute"),
        (50, "about 1 minute"),
        (190, "about 3 minutes"),
        (5400, "about 90 minutes"),
        (7300, "about 2 hours"),
    ],
)
def test_estimates_are_given_in_whole_minutes_or_hours(seconds: float, words: str) -> None:
    assert roughly(seconds) == words
