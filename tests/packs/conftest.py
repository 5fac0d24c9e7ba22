"""Keep tests of packs away from the user's data folder and from proxies."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def by_itself(user_data: Path, no_proxies: None) -> None:
    pass
