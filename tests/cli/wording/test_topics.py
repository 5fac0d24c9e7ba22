"""The topics that help explains."""

import pytest

from photoindex.cli.wording.topics import TOPICS
from tests.terminal import Terminal


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_text_whose_lines_fit_the_terminal(terminal: Terminal, topic: str) -> None:
    text = terminal.without_index("help", topic).out
    assert len(text) > 200
    assert max(map(len, text.splitlines())) <= 120
