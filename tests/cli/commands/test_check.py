"""photoindex check, as a user types it."""

import json
import shlex

from tests.terminal import Terminal


def test_check_exits_with_3_for_a_broken_index_and_with_0_after_it_is_mended(terminal: Terminal) -> None:
    ran = terminal("check", "--sample", "3")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Everything is in order.")
    with terminal.index.writing() as connection:
        connection.execute("DELETE FROM embedding WHERE face_id = 1")
    ran = terminal("check")
    assert ran.code == 3
    assert "faces without an embedding: 1, can be repaired" in ran.out
    assert "--repair" in ran.err
    ran = terminal("check", "--repair")
    assert ran.code == 0
    assert "repaired" in ran.out
    assert json.loads(terminal("check", "--json").out)["items"] == []


def test_the_commands_that_rescue_a_damaged_index_name_that_index(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    with terminal.index.path.open("r+b") as file:
        file.seek(12)
        file.write(b"\xff" * 4)
    error = terminal("people").err
    assert error.splitlines()[-1].endswith(f'`photoindex rescue --index "{terminal.index.path}"`.')
    put, again = terminal("rescue").err.splitlines()
    assert again.endswith(f'photoindex scan FOLDER --index "{terminal.index.path}"')
    command = shlex.split(put.partition(": ")[2])
    assert terminal.without_index(*command[1:]).code == 0
    assert "label cluster" in terminal("log").out


def test_names_of_foreign_objects_are_made_harmless(terminal: Terminal) -> None:
    with terminal.index.writing() as connection:
        connection.execute('CREATE VIEW "al\x1b[31mbum" AS SELECT 1')
    ran = terminal("check")
    assert "the view al\\x1b[31mbum does not belong there: cannot be repaired" in ran.out
    assert "\x1b" not in ran.out
