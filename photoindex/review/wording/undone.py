"""Say what an undo or a redo did."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from photoindex.wording.decisions import in_words

if TYPE_CHECKING:
    from photoindex.operations.history import Told


def undone(decisions: "Sequence[Told]") -> str:
    """What no longer counts: "Undone: named 38 faces Grandma."."""
    return f"Undone: {_together(decisions)}."


def redone(decisions: "Sequence[Told]") -> str:
    """What counts again."""
    return f"Back again: {_together(decisions)}."


def _together(decisions: "Sequence[Told]") -> str:
    said = [in_words(told) for told in decisions]
    return ", and ".join(text[:1].lower() + text[1:] for text in said)
