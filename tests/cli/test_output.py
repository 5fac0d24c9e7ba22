"""Text from outside is shown safely."""

from tests.terminal import Terminal


def test_a_corrected_word_is_shown_without_its_escape_codes(terminal: Terminal) -> None:
    assert "\x1b[31mvil" not in terminal.without_index("label", "1", "e\x1b[31mvil").err
