"""Choose how pictures are drawn: the user's choice, or the best that the terminal supports."""

import os
from collections.abc import Mapping
from typing import Literal, Protocol, cast

from photoindex.cli.interactive.screen import Colours

Graphics = Literal["kitty", "sixel", "blocks", "none"]


class Able(Protocol):
    """A terminal that says what it can draw."""

    @property
    def colours(self) -> Colours: ...

    @property
    def knows_kitty(self) -> bool: ...

    @property
    def knows_sixel(self) -> bool: ...


def choose(wanted: str, terminal: Able, environment: Mapping[str, str] = os.environ) -> Graphics:
    """The user's choice, or the best graphics that the terminal supports.

    A user who turned colours off (https://no-color.org) gets no pictures, unless they name a kind of graphics.
    """
    if wanted in ("kitty", "sixel", "none") or (wanted == "blocks" and terminal.colours):
        return cast(Graphics, wanted)
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return "none"
    if _says_kitty(environment) or terminal.knows_kitty:
        return "kitty"
    if terminal.knows_sixel:
        return "sixel"
    return "blocks" if terminal.colours else "none"


def _says_kitty(environment: Mapping[str, str]) -> bool:
    """Whether the environment names a terminal with the kitty protocol. Inside tmux or screen, which set TERM, the
    pictures would not reach that terminal.
    """
    if "TMUX" in environment or environment.get("TERM", "").startswith(("tmux", "screen")):
        return False
    return environment.get("TERM") in ("xterm-kitty", "xterm-ghostty") or "KITTY_WINDOW_ID" in environment
