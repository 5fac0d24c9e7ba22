"""The choice of graphics."""

from dataclasses import dataclass

import pytest

from photoindex.cli.interactive.graphics import choose
from photoindex.cli.interactive.screen import Colours


@dataclass
class Able:
    knows_kitty: bool = False
    knows_sixel: bool = False
    colours: Colours = 256


def test_the_best_graphics_that_the_terminal_names_are_chosen() -> None:
    assert choose("auto", Able(knows_kitty=True, knows_sixel=True), {}) == "kitty"
    assert choose("auto", Able(knows_sixel=True), {}) == "sixel"
    assert choose("auto", Able(), {}) == "blocks"
    assert choose("auto", Able(colours=0), {}) == "none"


def test_the_environment_names_kitty_but_not_through_tmux() -> None:
    assert choose("auto", Able(), {"TERM": "xterm-kitty"}) == "kitty"
    assert choose("auto", Able(), {"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}) == "kitty"
    assert choose("auto", Able(), {"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}) == "blocks"
    assert choose("auto", Able(), {"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}) == "blocks"


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_without_colours_there_are_no_pictures_unless_some_are_named(environment: dict[str, str]) -> None:
    assert choose("auto", Able(knows_sixel=True, colours=0), environment) == "none"
    assert choose("blocks", Able(colours=0), environment) == "none"
    assert choose("sixel", Able(colours=0), environment) == "sixel"


@pytest.mark.parametrize("wanted", ["kitty", "sixel", "blocks", "none"])
def test_the_users_choice_counts(wanted: str) -> None:
    assert choose(wanted, Able(knows_kitty=True), {}) == wanted
