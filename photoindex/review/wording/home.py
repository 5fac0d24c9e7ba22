"""Say what the home page says."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.review.outlook import Outlook


def in_words(outlook: "Outlook") -> Mapping[str, str]:
    """The sentences of the home page, by their place on it."""
    return {"share": _share(outlook), "button": _button(outlook)}


def _share(outlook: "Outlook") -> str:
    people = count(outlook.persons, "person", "people")
    named = f"{outlook.named:,} of {count(outlook.faces, 'face')} named"
    return f"{named}, {people}" if outlook.persons else named


def _button(outlook: "Outlook") -> str:
    verb = "Go on naming" if outlook.persons else "Start naming"
    more = "more than " if outlook.more_questions else ""
    return f"{verb} ({more}{count(outlook.questions, 'question')})"
