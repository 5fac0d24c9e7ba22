"""Proposals for a mistyped command."""

import pytest

from photoindex.cli.main import COMMANDS
from photoindex.cli.wording.mistyped import MEANT


@pytest.mark.parametrize("meant", sorted({text.split()[0] for text in MEANT.values()} - {"--version"}))
def test_every_proposal_begins_with_a_command(meant: str) -> None:
    assert meant in COMMANDS
