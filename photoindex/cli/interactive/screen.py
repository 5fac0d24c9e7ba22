"""Define what a sitting needs of a terminal; tests use a fake one."""

from typing import Literal, Protocol

Colours = Literal[0, 256, 16_777_216]
"""The number of colours that a terminal shows; 0 means that output is not coloured."""

NAMED_KEYS = ("enter", "tab", "backspace", "escape", "clear", "word", "other", "gone")
"""Keys that are not characters. "clear" empties the line and "word" deletes the last word, as in a shell. "other" is
any key without a meaning here, and "gone" means that the terminal was closed."""


class Screen(Protocol):
    """A terminal. `columns` and `rows` are its size in cells now, and may change while it is used."""

    @property
    def columns(self) -> int: ...

    @property
    def rows(self) -> int: ...

    @property
    def colours(self) -> Colours: ...

    @property
    def cell(self) -> tuple[int, int]:
        """The width and the height of a cell in pixels; an estimate if the terminal does not say."""

    def write(self, text: str) -> None:
        """Write a text as it is; text from outside must have been escaped."""

    def key(self) -> str:
        """Wait for a key: one character, or one of `NAMED_KEYS`."""

    def forget_keys(self) -> None:
        """Drop the keys that were pressed before a question was shown."""

    def width_of(self, text: str) -> int:
        """The number of cells that a text takes."""
