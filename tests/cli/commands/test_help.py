"""photoindex help, as a user types it."""

from photoindex.cli.main import COMMANDS
from photoindex.cli.wording.sections import SECTIONS
from photoindex.cli.wording.topics import TOPICS
from tests.terminal import Terminal


def test_help_lists_every_command_in_a_section_with_its_full_description(terminal: Terminal) -> None:
    page = terminal.without_index("help").out
    assert [command for _, commands in SECTIONS for command in commands if command not in COMMANDS] == []
    assert all(f"\n  {command} " in page for command in COMMANDS)
    assert all(title in page for title, _ in SECTIONS)
    assert "..." not in page.split("Find people:")[1]
    assert all(topic in page for topic in TOPICS)


def test_help_for_a_command_shows_the_help_of_that_command(terminal: Terminal) -> None:
    asked, own = ("help", "label", "cluster"), ("label", "cluster", "--help")
    assert terminal.without_index(*asked).out == terminal.without_index(*own).out
