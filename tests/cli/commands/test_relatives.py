"""photoindex relatives, as a user types it."""

import json

from tests.terminal import Terminal


def test_relatives_prints_a_ranking_and_says_how_reliable_it_is(named: Terminal) -> None:
    ran = named("relatives", "Tom")
    assert "Grandma" in ran.out
    assert "no evidence of kinship" in ran.err
    assert json.loads(named("relatives", "Tom", "--json").out)["items"][0]["person"] == "Grandma"
