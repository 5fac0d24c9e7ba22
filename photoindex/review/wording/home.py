"""Say what the home page says."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from photoindex.review.asking import AHEAD
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.sitting import Home
    from photoindex.review.outlook import Outlook


@dataclass(frozen=True, slots=True)
class HomeWords:
    """The sentences of the home page; a sentence that says nothing is empty."""

    title: str
    share: str
    left: str
    button: str


def in_words(outlook: "Outlook") -> HomeWords:
    """The sentences for a library in which faces were found."""
    assert outlook.home is not None
    return HomeWords(
        title=f"{outlook.share:.0%} named".replace("%", " %"),
        share=_share(outlook.home, outlook.countable),
        left=_left(outlook.home),
        button=_button(outlook),
    )


def _share(home: "Home", countable: int) -> str:
    named = f"{home.named:,} of {count(countable, 'face')}"
    return f"{named}, {count(home.persons, 'person', 'people')}" if home.persons else named


def _left(home: "Home") -> str:
    """What an evening would bring."""
    if home.remaining is None or home.minutes is None or home.remaining.answers == 0:
        return ""
    minutes = count(max(round(home.minutes), 1), "minute")
    goal = f"{home.remaining.goal:.0%}".replace("%", " %")
    answers = count(home.remaining.answers, "answer")
    return f"About {answers}, {minutes}, to name {goal} of the faces of people who have five or more."


def _button(outlook: "Outlook") -> str:
    verb = "Go on naming" if outlook.home is not None and outlook.home.persons else "Start naming"
    questions = len(outlook.questions)
    more = "more than " if questions >= AHEAD else ""
    return f"{verb} ({more}{count(questions, 'question')})"
