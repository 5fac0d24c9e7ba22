"""The scanned library, with names."""

import pytest

from photoindex.operations.label import label
from tests.library import Library, name_both, red


@pytest.fixture
def named(scanned: Library) -> Library:
    """The scanned library, in which red is named Grandma and green Tom; blue has no name."""
    name_both(scanned)
    return scanned


@pytest.fixture
def red_named(scanned: Library) -> Library:
    """The scanned library with a name for red."""
    label(scanned.index, red(scanned), "Red")
    return scanned
