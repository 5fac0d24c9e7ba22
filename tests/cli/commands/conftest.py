"""A terminal with an index in which the clusters have names."""

import pytest

from tests.terminal import Terminal


@pytest.fixture
def named(terminal: Terminal) -> Terminal:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    return terminal
