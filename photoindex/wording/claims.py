"""Put into words what other programs say about faces."""

from typing import TYPE_CHECKING

from photoindex.wording.programs import programs_named

if TYPE_CHECKING:
    from photoindex.operations.suggest import NameEvidence


def said(claimed: "NameEvidence") -> str:
    """Who says what, and why it concerns these faces: "Google Photos says: Grandma. 34 of the 36 photos in which it
    names Grandma show one of these faces."
    """
    says, names = ("says", "it names") if len(claimed.programs) == 1 else ("say", "they name")
    show = "shows" if claimed.photos == 1 else "show"
    if claimed.of == 1:
        photos = "The only photo"
    elif claimed.photos == claimed.of:
        photos = f"All {claimed.of:,} photos"
    else:
        photos = f"{claimed.photos:,} of the {claimed.of:,} photos"
    return (
        f"{programs_named(claimed.programs)} {says}: {claimed.name}. "
        f"{photos} in which {names} {claimed.name} {show} one of these faces."
    )
