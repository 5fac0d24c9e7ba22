"""Users set dates of birth and death, and a check uses them."""

import json
from pathlib import Path

from tests.terminal import Terminal, name_both


def test_dates_of_birth_and_death_can_be_set_and_are_used_by_the_check(terminal: Terminal) -> None:
    name_both(terminal)
    assert terminal("check", "people").out == "No face contradicts the rest of its person.\n"
    ran = terminal("person", "Gran", "--born", "1931-05", "--died", "2009")
    assert "born 1931-05-01 or later, died 2009-12-31 or earlier" in ran.out
    assert "1 face confirmed in photos from before the birth or after the death" in ran.out
    assert ran.out.splitlines()[0] == terminal("person", "Gran").out.strip() + "."
    (doubt,) = json.loads(terminal("check", "people", "--json").out)["items"]
    assert Path(doubt["path"]).name == "both.jpg"
    assert terminal("person", "Gran", "--born", "soon").code == 2
