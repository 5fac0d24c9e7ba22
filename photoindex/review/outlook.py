"""Collect what the home page shows: how much is named, and what is left to ask."""

from dataclasses import dataclass
from typing import Literal

from photoindex.errors import NotFoundError
from photoindex.operations.news import News
from photoindex.operations.sitting import Card, Home
from photoindex.review.asking import Asked
from photoindex.review.library import Library

Stage = Literal["nothing scanned", "no faces", "nothing left", "naming"]

_SHOWN = 12
_FACES = 6


@dataclass(frozen=True, slots=True)
class Outlook:
    """The library at a glance. `home` is None before the first scan has found a face; `photos` is counted only then.

    `next_faces` are some faces of the next question; `best` are the persons with the most faces. `disagreements` counts
    the faces that other programs call otherwise.
    """

    stage: Stage
    photos: int = 0
    home: Home | None = None
    questions: tuple[Asked, ...] = ()
    best: tuple[Card, ...] = ()
    news: News | None = None
    disagreements: int = 0

    @property
    def next_faces(self) -> tuple[int, ...]:
        return self.questions[0].question.face_ids[:_FACES] if self.questions else ()

    @property
    def countable(self) -> int:
        """The number of faces that should have a name: strangers need none."""
        return self.home.faces - self.home.ignored if self.home is not None else 0

    @property
    def share(self) -> float:
        """The share of these faces that have a name, 0..1."""
        return self.home.named / self.countable if self.home is not None and self.countable else 0.0


def outlook_of(library: Library) -> Outlook:
    """Collect the numbers of the home page.

    Raises:
        IndexFileError: the index does not exist.
    """
    try:
        home = library.sitting.home()
    except NotFoundError:
        return Outlook("nothing scanned")
    if home.faces == 0:
        photos = library.status().totals.photos
        return Outlook("no faces" if photos else "nothing scanned", photos)
    questions = library.questions.list()
    # Only now, because the estimate is made with the first questions.
    home = library.sitting.home()
    stage: Stage = "naming" if questions else "nothing left"
    differing = library.disagreements.count()
    return Outlook(stage, 0, home, questions, library.persons()[:_SHOWN], library.news(), differing)
