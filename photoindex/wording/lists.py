"""Write lists as sentences have them."""

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """At least one word: "Grandma", "Grandma and Tom", "Grandma, Tom and Ann"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
