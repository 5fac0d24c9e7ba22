"""Errors are shown as sentences."""

import pytest

from photoindex.review.wording.sentences import as_sentence


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("this person no longer exists", "This person no longer exists."),
        ("Reload the page.", "Reload the page."),
        ("are they one person?", "Are they one person?"),
        ("/photos/a.jpg cannot be read", "/photos/a.jpg cannot be read."),
        ("a.jpg cannot be read", "a.jpg cannot be read."),
        ("", ""),
    ],
)
def test_a_message_begins_with_a_capital_letter_and_ends_with_a_full_stop(message: str, sentence: str) -> None:
    assert as_sentence(message) == sentence
