"""The scanned library, with names."""

import pytest

from photoindex.domain.targets import Target
from photoindex.operations.label import label
from tests.library import Library


@pytest.fixture
def named(scanned: Library) -> Library:
    """Red is Grandma and green is Tom; blue is nobody."""
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(4),)), "Grandma")
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(3),)), "Tom")
    return scanned


@pytest.fixture
def red_named(scanned: Library) -> Library:
    """The scanned library with a name for red."""
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(4),)), "Red")
    return scanned
