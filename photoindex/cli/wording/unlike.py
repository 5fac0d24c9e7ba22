"""Say that faces do not look like the person whose name they would get."""

from typing import TYPE_CHECKING

from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.label import Unlike


def in_words(unlike: "Unlike") -> str:
    """The doubt, as the middle of a sentence."""
    where = ""
    if unlike.clusters:
        where = f" in cluster{'s' if len(unlike.clusters) > 1 else ''} {', '.join(map(str, unlike.clusters))}"
    what = f"{count(unlike.faces, 'face')}{where} {'does' if unlike.faces == 1 else 'do'} not look like"
    if unlike.name is None:
        return f"{what} one person: similarity {unlike.similarity:.2f} on average, like strangers"
    usual = "" if unlike.usual is None else f", while {unlike.name}'s own have {unlike.usual:.2f} with each other"
    return f"{what} {unlike.name}: similarity {unlike.similarity:.2f} on average to the most similar faces{usual}"
