"""Users set dates of birth and death, and a check uses them."""

import json
from pathlib import Path

from tests.terminal import Terminal, face, name_both


def test_dates_of_birth_and_death_can_be_set_and_are_used_by_the_check(terminal: Terminal) -> None:
    name_both(terminal)
    assert terminal("check", "people").out == "No face contradicts the rest of its person.\n"
    ran = terminal("person", "Gran", "--born", "1931-05", "--died", "2009")
    assert ran.out.startswith("Gran: born 1931-05, died 2009.\n")
    assert "1 face confirmed in photos from before the birth or after the death" in ran.out
    assert ran.out.splitlines()[0] == terminal("person", "Gran").out.strip() + "."
    (doubt,) = json.loads(terminal("check", "people", "--json").out)["items"]
    assert Path(doubt["path"]).name == "both.jpg"
    assert terminal("person", "Gran", "--born", "soon").code == 2


def test_a_portrait_can_be_chosen_and_given_up(terminal: Terminal) -> None:
    name_both(terminal)
    chosen = face(terminal, "red 1.jpg")
    ran = terminal("person", "Gran", "--portrait", chosen)
    assert ran.out == f"Gran is represented by face {chosen}. `photoindex undo` undoes it.\n"
    assert terminal("person", "Gran", "--portrait", "auto").out.startswith("Gran is represented by the best face.")
    assert terminal("person", "Gran", "--portrait", "auto").code == 1
    assert terminal("person", "Gran", "--portrait", chosen, "--born", "1931").code == 2
    ran = terminal("person", "Gran", "--portrait", "best")
    assert (ran.code, "neither the number of a face nor auto" in ran.err) == (2, True)
