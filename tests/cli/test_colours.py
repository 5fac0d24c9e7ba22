"""Output is coloured only where colours are wanted."""

import pytest

from tests.terminal import Terminal


def test_without_a_terminal_or_with_no_color_nothing_is_coloured(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from photoindex.cli.colours import wanted

    assert "\x1b" not in terminal("people").out + terminal("find", "nobody").err + terminal.without_index("help").out

    class Screen:
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert wanted(Screen())  # type: ignore[arg-type]
    monkeypatch.setenv("TERM", "dumb")
    assert not wanted(Screen())  # type: ignore[arg-type]
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wanted(Screen())  # type: ignore[arg-type]
