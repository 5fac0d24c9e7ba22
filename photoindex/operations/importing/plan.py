"""Define what an import would do: faces that get a name, and what stays as it is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from photoindex.domain.claims import Claim
from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef, Person
from photoindex.operations.importing.heard import Listed

Prefer = Literal["mine", "theirs"]
"""Who is right about a face when another program contradicts what a human said here."""

Outcome = Literal["named", "confirmed", "drawn", "already", "conflict", "replaced"]
"""What becomes of a face that another program names:

- "named": a face without a name, or with another automatic or suggested name, gets the name.
- "confirmed": the face had the name automatically or as a suggestion.
- "drawn": no face was found there, so a face is drawn.
- "already": a human has given it this name.
- "conflict": a human said something else, or programs disagree. Nothing changes.
- "replaced": a human said something else, and the other program is preferred.
"""

MineKind = Literal["person", "group", "imported", "not-them", "stranger", "not-a-face", "nothing"]
"""What a human said about a face: it is another person; it is, with many faces at once; it is, according to an earlier
import; it is not the person that the program names; it is a stranger; it is not a face; or nothing, and programs
disagree.
"""

MOST_CONFLICTS = 1_000


@dataclass(frozen=True, slots=True)
class TheirName:
    """A name that a program gives to a face."""

    name: str
    program: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A face about which other programs contradict what a human said, or each other. `mine` is the name that a human
    or an earlier import gave to it, for the kinds "person", "group" and "imported"."""

    content_hash: str
    face_id: int | None
    box: Box
    kind: MineKind
    mine: str | None
    theirs: tuple[TheirName, ...]


@dataclass(frozen=True, slots=True)
class TwoFaces:
    """Several faces of one photo that get the same name."""

    content_hash: str
    name: str
    faces: int


@dataclass(slots=True)
class ForPerson:
    """The faces about which something is to be recorded for one person."""

    person: Person
    named: list[FaceRef] = field(default_factory=list)
    confirmed: list[FaceRef] = field(default_factory=list)
    rejected: list[FaceRef] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What an import would do.

    - `photos` is the number of photos of the index that programs speak of, and `outcomes` counts their named faces.
    - `decided` is the number of conflicts in which a human said already, or says with this import, that the others are
      wrong.
    - `ids` are the ids of the faces that the decisions are about, except drawn ones.
    - `claims` holds, for each (content hash, program, origin) that was read, what it claims and what becomes no
      decision.
    """

    photos: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    conflicts: Listed[Conflict] = field(default_factory=lambda: Listed(most=MOST_CONFLICTS))
    kinds: Counter[MineKind] = field(default_factory=Counter)
    decided: int = 0
    twice: Listed[TwoFaces] = field(default_factory=Listed)
    persons: dict[int, ForPerson] = field(default_factory=dict)
    ids: dict[FaceRef, int] = field(default_factory=dict)
    claims: dict[tuple[str, str, str], list[Claim]] = field(default_factory=dict)

    def of(self, person: Person) -> ForPerson:
        """What is to be recorded for a person."""
        return self.persons.setdefault(person.person_id, ForPerson(person))

    def given(self) -> Iterator[ForPerson]:
        """The persons who get faces, by name."""
        having = (item for item in self.persons.values() if item.named or item.confirmed)
        yield from sorted(having, key=lambda item: (item.person.name, item.person.person_id))

    def without_box(self) -> Iterator[Claim]:
        """The names without a box."""
        return (claim for claims in self.claims.values() for claim in claims if claim.box is None)
