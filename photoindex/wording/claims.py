"""Put into words what other programs say about faces."""

from typing import TYPE_CHECKING

from photoindex.wording.counts import agreeing, count
from photoindex.wording.programs import programs_named

if TYPE_CHECKING:
    from photoindex.operations.suggest import NameEvidence


def said(claimed: "NameEvidence") -> str:
    """Who says what, and why it concerns these faces: "Google Photos says: Grandma. 34 of the 36 photos in which it
    names Grandma show one of these faces."
    """
    return _sure(claimed) if claimed.sure else _perhaps(claimed)


def _sure(claimed: "NameEvidence") -> str:
    says, names = ("says", "it names") if len(claimed.programs) == 1 else ("say", "they name")
    part = f"{claimed.photos:,} of the" if claimed.photos < claimed.of else "All"
    photos = "The photo" if claimed.of == 1 else f"{part} {count(claimed.of, 'photo')}"
    show = agreeing(claimed.photos, "shows", "show")
    return (
        f"{programs_named(claimed.programs)} {says}: {claimed.name}. "
        f"{photos} in which {names} {claimed.name} {show} one of these faces."
    )


def _perhaps(claimed: "NameEvidence") -> str:
    names = "names" if len(claimed.programs) == 1 else "name"
    where = f"{claimed.photos:,} of the {claimed.shown:,} photos" if claimed.shown > 1 else "the photo"
    who = f"{programs_named(claimed.programs)} {names} {claimed.name}"
    return f"Perhaps {claimed.name}: {who} in {where} of {'these faces' if claimed.shown > 1 else 'this face'}."
