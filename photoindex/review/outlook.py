"""Collect what the home page tells: how much is named, what is left to ask, and what is new."""

from dataclasses import dataclass
from typing import Literal

from photoindex.operations.people import PersonRow, Population
from photoindex.operations.status import Running, Status
from photoindex.review.library import Library

Stage = Literal["nothing scanned", "no faces", "nothing left", "naming"]

_FACES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Outlook:
    """The library at a glance. `named` of the `faces` have a name; ignored faces are not counted among the `faces`.

    `questions` are waiting; with more than the queue holds, `more_questions` is true. `best` are the persons with the
    most faces.
    """

    stage: Stage
    photos: int
    faces: int
    named: int
    persons: int
    questions: int
    more_questions: bool
    best: tuple[PersonRow, ...]
    running: Running | None

    @property
    def share(self) -> float:
        """The share of faces that have a name, 0..1."""
        return self.named / self.faces if self.faces else 0.0


def outlook_of(library: Library) -> Outlook:
    """Collect the numbers of the home page."""
    status = library.status()
    if status.pack is None:
        return Outlook("nothing scanned", status.totals.photos, 0, 0, 0, 0, False, (), status.running)
    population = library.population()
    questions = library.questions.list()
    faces, named = _faces(population)
    return Outlook(
        stage=_stage(status, len(questions)),
        photos=status.totals.photos,
        faces=faces,
        named=named,
        persons=len(population.persons),
        questions=len(questions),
        more_questions=library.questions.full,
        best=population.persons[:_FACES_SHOWN],
        running=status.running,
    )


def _faces(population: Population) -> tuple[int, int]:
    """The number of faces that should have a name, and the number of those that have one."""
    named = sum(row.faces for row in population.persons)
    return named + sum(row.faces for row in population.clusters) + population.single_faces, named


def _stage(status: Status, questions: int) -> Stage:
    if status.totals.photos == 0:
        return "nothing scanned"
    if status.totals.faces == 0:
        return "no faces"
    return "naming" if questions else "nothing left"
