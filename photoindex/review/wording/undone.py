"""Say what an undo or a redo did."""

from typing import TYPE_CHECKING

from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.domain.people import Decision
    from photoindex.operations.undo import UndoReport


def undone(report: "UndoReport") -> str:
    """What no longer counts."""
    said = f"Undone: {_said(report.undone)}."
    if report.restored is not None:
        said = f"Back again: {_said(report.restored)}."
    return " ".join([said, *(f"{each.before} is {each.now} now." for each in report.renamed)])


def redone(report: "UndoReport") -> str:
    """What counts again."""
    return f"Back again: {_said(report.restored or report.undone)}."


def _said(decision: "Decision") -> str:  # noqa: PLR0911 - one for each kind
    faces = count(len(decision.faces), "face")
    name, other = decision.person_name or "somebody", decision.other_name or "somebody"
    match decision.kind:
        case "name" | "confirm":
            return f"{faces} named {name}"
        case "reject" | "unlabel":
            return f"{faces} not {name}"
        case "ignore":
            return f"{faces} ignored"
        case "merge":
            return f"{name} is {other}"
        case "split":
            return f"{count(sum(map(len, decision.others)), 'face')} split off"
        case "different":
            return f"{name} and {other} are different people" if decision.person_name else "two different people"
        case "rename":
            return f"the name {name}"
        case "twice":
            return f"{faces} in one photo may be one person"
        case "lifespan":
            return f"the dates of {name}"
        case _:
            return "the last change"
