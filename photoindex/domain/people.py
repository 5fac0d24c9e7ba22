"""Persons, what a human said about faces, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from photoindex.domain.geometry import Box

DecisionKind = Literal["name", "ignore", "unlabel", "undo"]
AssignmentStatus = Literal["confirmed", "automatic", "ignored", "none"]

NEVER_A_PERSON = None
"""Stands for "ignored" where a person id is expected: a stranger who is to be left alone."""


@dataclass(frozen=True, slots=True)
class Person:
    """An identity that a human named."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class FaceRef:
    """A face by its photo's content and its place there, which outlives re-scans and changes of pack."""

    photo_hash: str
    box: Box


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing a human said, as it is appended to the log and never changed.

    "name": the `faces` are the person `person_id`, called `person_name`. "ignore": they are to be left alone.
    "unlabel": they are not `person_id`, or, without one, not what they were said to be, nor to be ignored. "undo": the
    decision with the number `target` is as if it had never been said. `seq` grows with every decision; `source` is what
    the user typed.
    """

    seq: int
    at: datetime
    kind: DecisionKind
    person_id: int | None = None
    person_name: str | None = None
    faces: tuple[FaceRef, ...] = ()
    target: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class PeopleState:
    """What all decisions together say about the faces that are here.

    `confirmed` maps a face id to its person's id. `rejected` maps a face id to the persons it was said not to be;
    `NEVER_A_PERSON` among them means that it was said not to be ignored.
    """

    persons: Mapping[int, Person] = field(default_factory=dict)
    confirmed: Mapping[int, int] = field(default_factory=dict)
    ignored: frozenset[int] = frozenset()
    rejected: Mapping[int, frozenset[int | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose face it is and how that is known: said by a human ("confirmed"), following from it ("automatic"), to be
    left alone ("ignored") or not known ("none"). `person_id` is None for the last two.
    """

    face_id: int
    person_id: int | None
    status: AssignmentStatus
