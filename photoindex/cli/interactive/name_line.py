"""Edit a name that is being typed: Enter accepts exactly what was typed, and Tab completes it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from photoindex.domain.names import comparable


@dataclass(frozen=True, slots=True)
class NameLine:
    """A typed text and the names that exist.

    `stem` is what the user typed before pressing Tab, and `turn` counts the presses of Tab since then.
    """

    text: str
    names: Sequence[str]
    stem: str = ""
    turn: int = 0

    def after(self, key: str) -> "NameLine":
        """The line after a key; keys that do not edit leave it as it is."""
        if key == "tab":
            return self._completed()
        if key == "backspace":
            return self._with(_without_last(self.text))
        if key == "clear":
            return self._with("")
        if key == "word":
            return self._with(self.text.rstrip().rpartition(" ")[0])
        return self._with(self.text + key) if len(key) == 1 else self

    @property
    def fitting(self) -> list[str]:
        """The names that Tab offers for the typed text; the text may be the beginning of any word of a name."""
        return _fitting(self.stem if self.turn else self.text, self.names)

    @property
    def existing(self) -> str | None:
        """The person who has exactly this name, in any spelling that counts as the same; None if nobody has it."""
        wanted = comparable(self.text)
        return next((name for name in self.names if comparable(name) == wanted), None) if wanted else None

    def _with(self, text: str) -> "NameLine":
        return NameLine(text, self.names)

    def _completed(self) -> "NameLine":
        stem = self.stem if self.turn else self.text
        fitting = _fitting(stem, self.names)
        if not fitting:
            return self
        return NameLine(fitting[self.turn % len(fitting)], self.names, stem, self.turn + 1)


def _fitting(stem: str, names: Sequence[str]) -> list[str]:
    start = comparable(stem)
    if not start:
        return []
    first = [name for name in names if comparable(name).startswith(start)]
    return first + [
        name for name in names if name not in first and any(word.startswith(start) for word in comparable(name).split())
    ]


def _without_last(text: str) -> str:
    """The text without its last letter and the marks on it."""
    while text and unicodedata.combining(text[-1]):
        text = text[:-1]
    return text[:-1]
