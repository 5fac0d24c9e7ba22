"""What undo and redo say."""

from tests.cli.conftest import Terminal


def test_undo_says_what_was_undone_and_what_brings_it_back(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    ran = terminal("undo", "2")
    assert ran.out.startswith("Undone: 2  label cluster")
    assert "`photoindex redo` or `photoindex undo 3` brings it back." in ran.err
    assert "Another `photoindex undo` would take back: 1  label cluster" in ran.err
    again = terminal("undo", "2")
    assert (again.code, again.out) == (1, "")
    assert f'`photoindex undo 3 --index "{terminal.index.path}"` brings it back.' in again.err
    assert terminal("redo").out.startswith("Brought back: 2  label cluster")
    assert terminal("find", "Tom").code == 0


def test_redo_goes_back_step_by_step_as_undo_went(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    assert [terminal("undo").out.split()[1] for _ in range(2)] == ["2", "1"]
    assert [terminal("redo").out.split()[2] for _ in range(2)] == ["1", "2"]
    ran = terminal("redo")
    assert (ran.code, ran.out) == (1, "")
    assert "nothing to redo" in ran.err


def test_a_name_that_comes_back_as_another_is_said(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Nick")
    terminal("rename", "Nick", "Nicholas")
    terminal("label", "cluster", terminal.cluster_with(3), "Nick")
    ran = terminal("undo", "2")
    assert "Nicholas is called Nick now." in ran.out
    assert "Two people are called Nick now, so one of them is listed as Nick (2)." in ran.out
    assert 'photoindex merge "Nick (2)" "Nick"' in ran.out
    assert {line.split()[1] for line in terminal("people").out.splitlines()[1:3]} == {"Nick"}
