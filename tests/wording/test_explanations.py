"""Reasons for the name of a face, in words."""

from datetime import datetime

import pytest

from photoindex.operations.explain import (
    AlsoInEvent,
    InSamePhoto,
    Reason,
    RunnerUp,
    SaidDifferent,
    SaidNot,
    Standing,
    TakenRow,
)
from photoindex.wording.explanations import in_words, rate_in_words

TAKEN = TakenRow(datetime(2019, 7, 14, 15, 30), "second", "exif", True)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Standing("none", None, 1.0, None, 0), "Nobody has said who this is. It is in no cluster."),
        (
            Standing("confirmed", "Grandma", 1.0, 12, 38),
            "You said that this is Grandma. It is one of 38 faces in cluster 12.",
        ),
        (
            AlsoInEvent("Tom", "moment", 6, 3.2, TAKEN),
            "Tom is also in 6 other photos of the same afternoon, which makes this name 3.2 times likelier.",
        ),
        (
            AlsoInEvent("Tom", "day", 1, 1.5, TAKEN),
            "Tom is also in 1 other photo of the same day in this folder, which makes this name 1.5 times likelier.",
        ),
        (
            AlsoInEvent("Tom", "folder", 2, 1.5, None),
            "Tom is also in 2 other photos in the same folder, which makes this name 1.5 times likelier.",
        ),
        (InSamePhoto("Tom"), "It cannot be Tom, who has another face in this photo."),
        (SaidNot("Tom"), "You said that it is not Tom."),
        (SaidNot(None), "You said that it must not be ignored."),
        (SaidDifferent("Tom"), "You said that it and a face of Tom are different people."),
        (RunnerUp("Tom", 1.25), "The runner-up is Tom, 1.2 deviations behind."),
    ],
)
def test_every_reason_is_put_into_a_sentence(reason: Reason, words: str) -> None:
    assert in_words(reason) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 1.0, "not measured"),
        (0.0, 1e-4, "fewer than one pair of different people in 10,000"),
        (1e-2, 1.0, "more than one pair of different people in 100"),
        (1e-3, 1e-3, "about one pair of different people in 1,000"),
    ],
)
def test_rates_are_expressed_in_plain_words(low: float, high: float, words: str) -> None:
    assert words in rate_in_words(low, high)
