"""photoindex undo and redo, as a user types them."""

from photoindex.domain.people import Decision
from photoindex.store.database.connection import utc_now
from photoindex.store.tables.decisions import append_decision
from tests.terminal import Terminal


def test_undo_says_what_was_undone_and_how_to_redo_it(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    ran = terminal("undo", "2")
    assert ran.out.startswith("Undone: 2  label cluster")
    assert "`photoindex redo` or `photoindex undo 3` brings it back." in ran.err
    assert "Another `photoindex undo` would undo: 1  label cluster" in ran.err
    again = terminal("undo", "2")
    assert (again.code, again.out) == (1, "")
    assert f'`photoindex undo 3 --index "{terminal.index.path}"` brings it back.' in again.err
    assert terminal("redo").out.startswith("Brought back: 2  label cluster")
    assert terminal("find", "Tom").code == 0


def test_redo_reverts_undos_one_by_one_starting_with_the_latest(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    assert [terminal("undo").out.split()[1] for _ in range(2)] == ["2", "1"]
    assert [terminal("redo").out.split()[2] for _ in range(2)] == ["1", "2"]
    ran = terminal("redo")
    assert (ran.code, ran.out) == (1, "")
    assert "nothing to redo" in ran.err


def test_undo_says_when_it_changes_a_name_and_when_two_people_then_share_one(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Nick")
    terminal("rename", "Nick", "Nicholas")
    terminal("label", "cluster", terminal.cluster_with(3), "Nick")
    ran = terminal("undo", "2")
    assert "Nicholas is called Nick now." in ran.out
    assert "Two people are called Nick now, so one of them is listed as Nick (2)." in ran.out
    assert 'photoindex merge "Nick (2)" "Nick"' in ran.out
    assert {line.split()[1] for line in terminal("people").out.splitlines()[1:3]} == {"Nick"}


def test_escape_codes_in_a_name_or_a_path_do_not_reach_the_terminal(terminal: Terminal) -> None:
    odd = terminal.folder / "odd \x1b[31m.jpg"
    ran = terminal("label", "photo", odd, "--box", "1,1,9,9", "Tom")
    assert (ran.code, "\x1b" in ran.err, "\\x1b[31m.jpg" in ran.err) == (1, False, True)
    with terminal.index.writing() as connection:
        decision = Decision(1, utc_now(), "name", 1, "Tom", source="label \x1b[31m \U0001f469\u200d\U0001f467")
        append_decision(connection, decision)
    assert "label \\x1b[31m \U0001f469\u200d\U0001f467" in terminal("log").out
    assert "Undone: 1  label \\x1b[31m" in terminal("undo").out
