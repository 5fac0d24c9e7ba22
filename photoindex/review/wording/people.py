"""Put people into words: who they are in a list, and why a face is doubtful."""

from typing import TYPE_CHECKING

from photoindex.operations.check_people import LooksUnlike, OutsideLife, SeveralTimes
from photoindex.review.wording.dates import years
from photoindex.review.wording.percent import chance
from photoindex.wording.contradictions import in_words
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.album import Album, FaceTile
    from photoindex.operations.check_people import Why
    from photoindex.operations.look_alikes import LookAlike
    from photoindex.operations.photo_page import FaceRow
    from photoindex.operations.sitting import Card

# Evidence is in deviations of the similarity between strangers; faces of one person have about 5.
_MUCH = 4.0


def line_of(row: "Card") -> str:
    """The line below a name: "214 photos, 2004 to 2010"."""
    what = count(row.photos, "photo") if row.kind == "person" else count(row.faces, "face")
    return ", ".join(filter(None, (what, years(row.first, row.last))))


def summary_of(album: "Album") -> str:
    """What a person's page says at the top."""
    faces = len(album.faces)
    if not faces:
        return "All photos of this person are missing."
    sure = "all" if album.confirmed == faces else f"{album.confirmed:,}"
    dates = [face.taken for face in album.faces if face.taken is not None]
    when = years(min(dates), max(dates)) if dates else ""
    many = f"{count(faces, 'face')} in {count(album.photos, 'photo')}"
    return f"{', '.join(filter(None, (many, when)))}. {sure.capitalize()} confirmed by you."


def face_label(face: "FaceTile", name: str | None) -> str:
    """What a screen reader says for a face."""
    when = str(face.taken.year) if face.taken is not None else "no date"
    match face.status:
        case "confirmed":
            return f"{name}, {when}, confirmed"
        case "automatic":
            return f"{name}, {when}, automatic"
        case "suggested":
            return f"perhaps {name}, {when}"
        case "ignored":
            return f"a stranger, {when}"
        case "not-a-face":
            return f"not a face, {when}"
        case _:
            return f"a face without a name, {when}"


def certainty(face: "FaceTile | FaceRow") -> str:
    """How certain the name of a face is, in one or two words."""
    if face.status == "confirmed":
        return "confirmed"
    return chance(face.probability)


def likeness(alike: "LookAlike") -> str:
    """How much two people look alike, and how often they are in one photo."""
    much = "Very much alike" if alike.evidence >= _MUCH else "Somewhat alike"
    few = f", but only {alike.alike:,} of {count(alike.faces, 'face')}" if alike.alike * 4 < alike.faces else ""
    together = f", but together in {count(alike.together, 'photo')}" if alike.together else ""
    return f"{much}{few}{together}."


def before_merging(faces: int, name: str, together: int) -> str:
    """What happens if the user says that somebody is `name`."""
    warning = f" They are together in {count(together, 'photo')}: there, {name} would be twice." if together else ""
    return f"{count(faces, 'face')} will join {name}.{warning}"


def doubt(why: "Why") -> str:
    """Why a face is doubtful, as a sentence."""
    reason = in_words(why)
    return f"It {reason}." if isinstance(why, LooksUnlike | SeveralTimes) else f"{reason[:1].upper()}{reason[1:]}."


def oddity(why: "Why") -> str:
    """Why a face is doubtful, short enough to fit on its tile."""
    match why:
        case LooksUnlike():
            return "unlike"
        case OutsideLife():
            return "date"
        case SeveralTimes(times):
            return f"{times} times"
