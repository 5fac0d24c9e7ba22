"""Say what an action about a person did, and what it would do."""

from typing import TYPE_CHECKING

from photoindex.review.wording.dates import typed_date
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.merge import Unlike
    from photoindex.operations.person import LifespanReport, PortraitReport
    from photoindex.operations.sitting import Card


def renamed(before: str, after: str) -> str:
    """The result of giving a person another name."""
    return f"{before} is called {after} now."


def before_joining(other: "Card", unlike: "Unlike | None") -> str:
    """The question before a person becomes one with somebody who has the new name already."""
    warning = " They do not look alike." if unlike is not None else ""
    return f"This joins {other.name}, {count(other.photos, 'photo')}.{warning} Are they the same person?"


def lived(report: "LifespanReport") -> str:
    """The result of giving dates of birth or death."""
    decision = report.decision
    said = [f"{word} {typed_date(text)}" for word, text in (("born", decision.born), ("died", decision.died)) if text]
    outside = f" {count(report.outside, 'confirmed face')} from outside these dates stayed." if report.outside else ""
    return f"{report.person.name}: {', '.join(said)}.{outside}"


def portrayed(report: "PortraitReport") -> str:
    """The result of choosing a portrait."""
    if report.face_id is None:
        return f"The best face represents {report.person.name} again."
    return f"This face represents {report.person.name} now."
