"""No test of packs reads or writes what photoindex keeps for the user, or asks a proxy."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def by_itself(user_data: Path, no_proxies: None) -> None:
    pass
