"""Say why a face belongs to a person, and what the similarity of two faces means."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, assert_never

from photoindex.operations.explain import (
    AlsoInEvent,
    InSamePhoto,
    MostAlike,
    NearestFace,
    NotAlive,
    Reason,
    RunnerUp,
    SaidDifferent,
    SaidNot,
    Standing,
)
from photoindex.wording.counts import count
from photoindex.wording.dates import shown_date

if TYPE_CHECKING:
    from photoindex.operations.explain import TakenRow

_FIELDS: Mapping[str, str] = {"exif": "Exif data", "xmp": "XMP data", "iptc": "IPTC data", "raw": "RAW data"}


def in_words(reason: Reason) -> str:  # noqa: PLR0911 - one for each kind
    """A reason as one or two sentences."""
    match reason:
        case Standing():
            return _standing(reason)
        case AlsoInEvent():
            return _event(reason)
        case NearestFace(face_id, name, similarity, rate):
            near = f"The nearest confirmed face is face {face_id} of {name}, similarity {similarity:.2f}"
            return f"{near}: {rate_in_words(rate.low, rate.high)}."
        case MostAlike(name, evidence, probability):
            most = f"By looks alone it is most like {name}: {evidence:.1f} deviations above strangers"
            return f"{most}, {probability:.0%} likely."
        case RunnerUp(name, margin):
            side = "behind" if margin >= 0 else "ahead, but with fewer faces to go by"
            return f"The runner-up is {name}, {abs(margin):.1f} deviations {side}."
        case InSamePhoto(name):
            return f"It cannot be {name}, who has another face in this photo."
        case SaidNot(None):
            return "You said that it must not be ignored."
        case SaidNot(name):
            return f"You said that it is not {name}."
        case NotAlive(name, taken):
            return f"{name} was not alive when the photo was taken{_when(taken)}."
        case SaidDifferent(None):
            return "You said that it and some other faces are different people."
        case SaidDifferent(name):
            return f"You said that it and a face of {name} are different people."
        case _:
            assert_never(reason)


def rate_in_words(low: float, high: float) -> str:
    """How often two different people look this similar, given bounds on the false-match rate."""
    if low == 0.0 and high == 1.0:
        return "how often two different people look this alike was not measured for this pack"
    if low == 0.0:
        return f"fewer than one pair of different people in {1 / high:,.0f} looks this alike"
    if high == 1.0:
        return f"more than one pair of different people in {1 / low:,.0f} looks this alike"
    return f"about one pair of different people in {1 / low:,.0f} looks this alike"


def _standing(item: Standing) -> str:
    where = "It is in no cluster."
    if item.cluster_id:
        where = f"It is one of {item.cluster_size} faces in cluster {item.cluster_id}."
    name = item.name or ""
    match item.status:
        case "confirmed":
            return f"You said that this is {name}. {where}"
        case "automatic":
            return f"This follows from what you said of other faces: {name}, {_chance(item.probability)} sure. {where}"
        case "suggested":
            return f"This may be {name} ({item.probability:.0%}), but is not sure enough to count. {where}"
        case "ignored":
            return f"This is ignored as a stranger. {where}"
        case "not-a-face":
            return "You said that this is not a face."
        case "none":
            return f"Nobody has said who this is. {where}"


def _event(item: AlsoInEvent) -> str:
    photos = count(item.photos, "other photo")
    where = "in the same folder"
    if item.event == "day":
        where = "of the same day in this folder"
    elif item.event == "moment":
        where = f"of the same {_part_of_day(item.taken.moment.hour) if item.taken else 'time'}"
    return f"{item.name} is also in {photos} {where}, which makes this name {item.factor:.1f} times likelier."


def _part_of_day(hour: int) -> str:
    """The part of the day to which an hour (0 to 23) belongs."""
    return "night" if hour < 5 else "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"


def _chance(probability: float) -> str:
    """A probability in percent, but never 100 %, because nothing that a machine decides is certain."""
    return "over 99%" if probability > 0.99 else f"{probability:.0%}"


def _when(taken: "TakenRow | None") -> str:
    """The date and its source. (Only trusted dates can rule a person out.)"""
    if taken is None:
        return ""
    return f": {shown_date(taken.moment, taken.precision)}, from its {_FIELDS.get(taken.source, 'file')}"
