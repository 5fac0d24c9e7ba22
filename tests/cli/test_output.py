"""Text from outside, as it is shown."""

from tests.terminal import Terminal


def test_a_word_that_was_taken_for_another_is_shown_without_its_escape_codes(terminal: Terminal) -> None:
    assert "\x1b[31mvil" not in terminal.without_index("label", "1", "e\x1b[31mvil").err
