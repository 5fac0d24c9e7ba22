"""photoindex save, as a user types it."""

import json

import pytest

from tests.terminal import Terminal, name_both


def test_a_search_is_saved_listed_used_and_deleted(terminal: Terminal) -> None:
    name_both(terminal)
    ran = terminal("save", "kids", "gran", "|", "tom")
    assert ran.out.splitlines()[0] == "Saved @kids: Gran | Tom"
    assert 'photoindex find "@kids" --index' in ran.out
    assert "@kids" in terminal("save").out
    assert len(terminal("find", "@kids", "year:..2005").out.splitlines()) == 4
    assert len(terminal("find", "Gran", "-@kids").out.splitlines()) == 0
    assert "undo" in terminal("save", "--delete", "kids").out
    assert "No search is saved yet." in terminal("save").out
    terminal("undo")
    (saved,) = json.loads(terminal("save", "--json").out)["items"]
    assert (saved["name"], saved["query"], saved["usable"]) == ("kids", "Gran | Tom", True)


def test_without_a_terminal_another_search_is_replaced_only_with_force(terminal: Terminal) -> None:
    name_both(terminal)
    terminal("save", "kids", "Tom")
    ran = terminal("save", "kids", "Gran")
    assert ran.code == 2
    assert "@kids is saved already: Tom" in ran.err
    assert "--force" in ran.err
    assert terminal("save", "kids", "Gran", "--force").out.startswith("Replaced @kids: Gran")
    assert "saved already, with the same query" in terminal("save", "kids", "gran").out


@pytest.mark.parametrize("answer", ["y", "n"])
def test_a_user_at_the_terminal_is_asked(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    name_both(terminal)
    terminal("save", "kids", "Tom")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.confirm", lambda *_args, **_more: answer == "y")
    assert terminal("save", "kids", "Gran").code == (0 if answer == "y" else 1)
    (saved,) = json.loads(terminal("save", "--json").out)["items"]
    assert saved["query"] == ("Gran" if answer == "y" else "Tom")


def test_mistakes_are_explained(terminal: Terminal) -> None:
    name_both(terminal)
    terminal("save", "kids", "Tom")
    assert "Did you mean @kids?" in terminal("find", "@kid").err
    assert "Did you mean @kids?" in terminal("save", "--delete", "kid").err
    assert terminal("save", "kids").code == 2
    assert terminal("save", "kids", "--delete", "kids").code == 2
    assert terminal("save", "kids", "Tom", "--json").code == 2
    ran = terminal("save", "kids", "Gran | @kids", "--force")
    assert "@kids contains itself: @kids, @kids" in ran.err
    assert "^^^^^" in ran.err


def test_a_search_that_cannot_be_used_is_marked_in_the_list(terminal: Terminal) -> None:
    name_both(terminal)
    terminal("save", "kids", "Tom")
    terminal("unlabel", "person", "Tom")
    assert "@kids cannot be used: nobody is called Tom any more." in terminal("save").err
    assert "names 'Tom', and nobody has this name any more" in terminal("find", "@kids").err
