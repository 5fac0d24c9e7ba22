"""Write the sentences of the home page."""

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from photoindex.review.asking import AHEAD
from photoindex.review.wording.percent import percent
from photoindex.review.wording.queues import disagreements
from photoindex.wording.counts import count
from photoindex.wording.dates import written_date

if TYPE_CHECKING:
    from photoindex.operations.news import News
    from photoindex.operations.sitting import Home
    from photoindex.review.outlook import Outlook


@dataclass(frozen=True, slots=True)
class HomeWords:
    """The sentences of the home page; empty where there is nothing to say."""

    title: str
    share: str
    left: str
    button: str
    last: str
    new: str
    disagreements: str
    trouble: str


def in_words(outlook: "Outlook") -> HomeWords:
    """The sentences for a library in which faces were found."""
    assert outlook.home is not None
    return HomeWords(
        title=f"{percent(outlook.share)} named",
        share=_share(outlook.home, outlook.countable),
        left=_left(outlook.home),
        button=_button(outlook),
        last=_last(outlook.news),
        new=_new(outlook.news),
        disagreements=disagreements(outlook.disagreements) if outlook.disagreements else "",
        trouble=_trouble(outlook.home),
    )


def _trouble(home: "Home") -> str:
    """Why names and questions do not follow at the moment."""
    return f"Names and questions do not follow now: {home.trouble.message}." if home.trouble is not None else ""


def _share(home: "Home", countable: int) -> str:
    named = f"{home.named:,} of {count(countable, 'face')}"
    return f"{named}, {count(home.persons, 'person', 'people')}" if home.persons else named


def _left(home: "Home") -> str:
    """Estimate the answers and the time until most faces have a name."""
    if home.remaining is None or home.minutes is None or home.remaining.answers == 0:
        return ""
    minutes = count(max(round(home.minutes), 1), "minute")
    goal = percent(home.remaining.goal)
    answers = count(home.remaining.answers, "answer")
    return f"About {answers}, {minutes}, to name {goal} of the faces of people who have five or more."


def _button(outlook: "Outlook") -> str:
    verb = "Continue naming" if outlook.home is not None and outlook.home.persons else "Start naming"
    questions = len(outlook.questions)
    # More questions are ready than most people need to answer, and the line above says how many that is.
    return verb if questions >= AHEAD else f"{verb} ({count(questions, 'question')})"


def _last(news: "News | None") -> str:
    """The answers and the time of the last sitting."""
    if news is None or news.sitting is None or news.sitting.faces == 0:
        return ""
    sitting = news.sitting
    minutes = count(max(round(sitting.seconds / 60), 1), "minute")
    day = written_date(sitting.started_at.replace(tzinfo=UTC).astimezone().date())
    return f"Last time, {day}: {count(sitting.faces, 'face')} with {count(sitting.answers, 'answer')} in {minutes}."


def _new(news: "News | None") -> str:
    if news is None or news.photos == 0:
        return ""
    return f"New since then: {count(news.photos, 'photo')} with {count(news.faces, 'face')}."
