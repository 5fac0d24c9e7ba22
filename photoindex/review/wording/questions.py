"""Put questions into words: the question, its faces, and the guess behind it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from photoindex.review.wording.dates import said_date, years
from photoindex.review.wording.paths import shown_path
from photoindex.review.wording.percent import chance
from photoindex.wording.claims import said
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.surroundings import Surroundings
    from photoindex.review.asking import Asked


def title_of(asked: "Asked") -> str:
    """The question, as if somebody pointed at the faces and asked."""
    question, name, other = asked.question, asked.suggestion.name, asked.suggestion.other_name
    match question.kind:
        case "who":
            return "Who is this?"
        case "is":
            return f"Is this {name}?"
        case "really":
            return f"Is this really {name}?"
        case "two":
            return "Are these two different people?"
        case "same":
            return f"Are {name} and {other} the same person?" if name and other else "Are these one person?"


def hint_of(asked: "Asked") -> str:
    """What other programs say, or what the machine guesses."""
    question, name, other = asked.question, asked.suggestion.name, asked.suggestion.other_name
    likely = f"{chance(question.probability)} likely by looks"
    if question.claimed is not None:
        return said(question.claimed)
    match question.kind:
        case "who":
            return f"Perhaps {name}: {likely}." if name else ""
        case "is" | "same":
            return f"{likely[:1].upper()}{likely[1:]}."
        case "really":
            return f"It looks more like {other}." if other else f"It looks unlike the other faces of {name}."
        case "two":
            return f"{count(len(question.other_faces), 'face')} may show somebody else."


def many(faces: int, photos: int, dates: Sequence[datetime]) -> str:
    """How many faces there are, in how many photos, and from which years: "38 faces, 2003 to 2011"."""
    text = count(faces, "face") + (f" in {count(photos, 'photo')}" if photos != faces else "")
    return f"{text}, {years(min(dates), max(dates))}" if dates else text


def about_photo(around: "Surroundings") -> str:
    """When and where the photo of a face was taken, and who else is in it: "6 May 2004, in Norway, with Tom"."""
    photo = around.photo
    folder = shown_path(around.face.path.parent.name)
    words = [
        said_date(photo.taken_at, photo.taken_precision) if photo.taken_at is not None else "",
        f"in {folder}" if folder else "",
        f"with {' and '.join(around.others)}" if around.others else "",
    ]
    text = ", ".join(word for word in words if word)
    return text[:1].upper() + text[1:]


def doubtful(faces: int) -> str:
    """Why some faces are not ticked."""
    they = "it fits" if faces == 1 else "they fit"
    return f"{count(faces, 'face')} not ticked, because {they} less well. Tick those that belong here."
