"""Describe decisions in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from photoindex.wording.counts import count
from photoindex.wording.programs import programs_named

if TYPE_CHECKING:
    from photoindex.operations.history import Imported, Told

NOBODY = "somebody without a name"


def in_words(told: "Told") -> str:
    """A decision as one sentence without a full stop: "Named 38 faces Grandma"."""
    if told.decision.kind == "undo":
        return _undo(told.undoes)
    if told.imported is not None:
        return imported_in_words(told.imported)
    return _about_faces(told) or _about_people(told)


def imported_in_words(imported: "Imported") -> str:
    """What an import brought: "Imported 1,234 faces of 56 people from Picasa"."""
    programs = programs_named(imported.programs) if imported.programs else "another program"
    if not imported.faces:
        return f"Read names from {programs}"
    people = count(imported.people, "person", "people")
    return f"Imported {count(imported.faces, 'face')} of {people} from {programs}"


def _undo(target: "Told | None") -> str:
    if target is None:
        return "Undid an earlier decision"
    if target.decision.kind == "undo" and target.undoes is not None:
        return f"Brought back: {in_words(target.undoes)}"
    return f"Undid: {in_words(target)}"


def _about_faces(told: "Told") -> str | None:  # noqa: PLR0911 - one for each kind
    """What a decision said about faces; None for a decision about people."""
    faces, name = _faces(told.faces.parts[:1]), told.decision.person_name or told.name or NOBODY
    match told.decision.kind:
        case "name":
            return f"Named {faces} {name}"
        case "confirm":
            return f"Confirmed {faces} as {name}"
        case "reject":
            return f"Marked {faces} as not {name}"
        case "ignore":
            return f"Ignored {faces} as {'a stranger' if _one(told) else 'strangers'}"
        case "not-a-face":
            return f"Marked {_detections(told)} as not a face"
        case "unlabel" if told.decision.person_id is not None:
            return f"Took the name {name} from {faces}"
        case "unlabel":
            return f"Removed what was said about {faces}"
        case "twice":
            return f"Said that {faces} in one photo may be one person"
        case "carry":
            return f"Kept what was said about {faces} in edited photos"
        case "split":
            return _split(told)
        case _:
            return None


def _about_people(told: "Told") -> str:  # noqa: PLR0911 - one for each kind
    decision, name, other = told.decision, told.name or NOBODY, told.other_name or NOBODY
    match decision.kind:
        case "merge":
            return f"Said that {name} is {decision.other_name or other}"
        case "different" if decision.person_id is not None and decision.other_id is not None:
            return f"Said that {name} and {other} are different people"
        case "different":
            return f"Said that {' and '.join(_faces([part]) for part in told.faces.parts)} are different people"
        case "rename":
            return f"Renamed {name} to {decision.person_name}"
        case "portrait" if told.faces.parts:
            return f"Chose the portrait of {name}"
        case "portrait":
            return f"Returned to the best face as the portrait of {name}"
        case "lifespan":
            return _life(name, decision.born, decision.died)
        case "search" if decision.query:
            return f"Saved the search {decision.search}"
        case "search":
            return f"Deleted the saved search {decision.search}"
        case kind:
            return f"Decided about {_faces(told.faces.parts)} ({kind})"


def _split(told: "Told") -> str:
    leaving = _faces(told.faces.parts[1:])
    if told.decision.other_id is not None:
        to = told.decision.other_name or told.other_name or NOBODY
        return f"Moved {leaving} from {told.name} to {to}" if told.name else f"Moved {leaving} to {to}"
    if len(told.faces.parts) > 2:
        return f"Split {told.name or 'a cluster'} into {len(told.faces.parts)} groups"
    return f"Took {leaving} out of {told.name or 'a cluster'}"


def _life(name: str, born: str | None, died: str | None) -> str:
    said = [f"{word} {date}" for word, date in (("was born", born), ("died", died)) if date]
    return f"Said that {name} {' and '.join(said)}" if said else f"Removed the dates of {name}"


def _faces(parts: Sequence[int]) -> str:
    number = sum(parts)
    return "a face" if number == 1 else count(number, "face")


def _detections(told: "Told") -> str:
    return "a detection" if _one(told) else count(sum(told.faces.parts), "detection")


def _one(told: "Told") -> bool:
    return sum(told.faces.parts) == 1
