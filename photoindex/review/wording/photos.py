"""Put the facts about a photo into words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from photoindex.operations.photo_page import Presence
from photoindex.review.wording.dates import said_date
from photoindex.wording.counts import count
from photoindex.wording.dates import ODDITIES, SOURCES

if TYPE_CHECKING:
    from photoindex.operations.photo_page import FaceRow, PhotoRow

_PRESENCES: Mapping[Presence, str] = {
    Presence.HERE: "",
    Presence.IN_DOUBT: "may have been edited since the scan",
    Presence.CHANGED: "holds another photo now: scan again",
    Presence.GONE: "missing",
    Presence.UNREADABLE: "cannot be read",
}


def title_of(photo: "PhotoRow") -> str:
    """The heading of a photo: when it was taken."""
    if photo.taken_at is None:
        return "Photo without a date"
    return said_date(photo.taken_at, photo.taken_precision)


def facts_of(photo: "PhotoRow") -> list[tuple[str, str]]:
    """What is known about a photo, as pairs of a label and a value."""
    facts = [("Date", _date(photo)), ("Size", f"{photo.width:,} x {photo.height:,} pixels, {photo.format.upper()}")]
    if photo.camera:
        facts.append(("Camera", photo.camera))
    if photo.latitude is not None and photo.longitude is not None:
        if photo.place:
            facts.append(("Place", photo.place.whole))
        facts.append(("Position", _place(photo.latitude, photo.longitude)))
    texts = (("Title", photo.title), ("Caption", photo.caption), ("Keywords", ", ".join(photo.keywords)))
    facts += [(label, text) for label, text in texts if text]
    oddity = ODDITIES[photo.tolerated] or photo.damage
    if oddity:
        facts.append(("Note", oddity))
    return facts


def _date(photo: "PhotoRow") -> str:
    if photo.taken_at is None:
        return "unknown"
    source = SOURCES[photo.taken_from]
    trust = "" if photo.taken_trusted else ", not sure enough to rule people out"
    return f"{said_date(photo.taken_at, photo.taken_precision)}{f', {source}' if source else ''}{trust}"


def _place(latitude: float, longitude: float) -> str:
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.5f}° {north}, {abs(longitude):.5f}° {east}"


def presence_in_words(presence: Presence | None) -> str:
    """The state of a file, and nothing if it is as it was scanned."""
    return "its disk is offline" if presence is None else _PRESENCES[presence]


def who(face: "FaceRow", names: Mapping[int, str]) -> str:
    """The words on the box of a face."""
    name = names.get(face.person_id or 0)
    match face.status:
        case "suggested":
            return f"{name}?"
        case "ignored":
            return "Stranger"
        case "none":
            return "Who?"
        case _:
            return name or "Not a face"


def twice_is_right(faces: int) -> str:
    """The result of saying that a person is in a photo several times."""
    return f"{count(faces, 'face')} of this photo may be one person."
