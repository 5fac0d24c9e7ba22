"""Who looks like whom is printed."""

import json

from tests.terminal import Terminal


def test_relatives_prints_a_ranking_and_what_it_is_worth(named: Terminal) -> None:
    ran = named("relatives", "Tom")
    assert "Grandma" in ran.out
    assert "no evidence of kinship" in ran.err
    assert json.loads(named("relatives", "Tom", "--json").out)["items"][0]["person"] == "Grandma"
