"""Define persons, the decisions of humans about faces, and the assignments that follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, NamedTuple

from photoindex.domain.geometry import Box

DecisionKind = Literal[
    "name", "confirm", "reject", "ignore", "unlabel", "merge", "split", "rename", "different", "twice", "lifespan",
    "carry", "undo",
]  # fmt: skip
AssignmentStatus = Literal["confirmed", "automatic", "suggested", "ignored", "none"]

SplitBy = Literal["hand", "machine"]
"""Who chose the parts of a split: the user, face by face, or the machine."""

NEVER_A_PERSON = None
"""Stands for "ignored" where a person id is expected: the face is a stranger."""


@dataclass(frozen=True, slots=True)
class Person:
    """An identity that a human named."""

    person_id: int
    name: str


class Lifespan(NamedTuple):
    """The first and the last day on which a photo can show somebody; None if unknown."""

    born: date | None = None
    died: date | None = None


BY_HAND = "hand"
"""The value of `FaceRef.found_by` for a box that a human drew."""


@dataclass(frozen=True, slots=True)
class FaceRef:
    """Identifies a face by its photo's content and its box, so that it survives rescans and changes of pack.

    `found_by` is the fingerprint of the pack that found it, `BY_HAND`, or empty if that was not recorded. Two boxes of
    one pack are two faces; overlapping boxes of two packs are one face.
    """

    content_hash: str
    box: Box
    found_by: str = ""

    def __hash__(self) -> int:
        # Logs refer to 100,000 faces: the generated hash, nested box included, takes three times as long.
        return hash((self.content_hash, self.box.x, self.box.y))

    def rounded(self) -> "FaceRef":
        """The face with its place as decisions store it, to five decimals."""
        x, y, width, height = (round(side, 5) for side in (self.box.x, self.box.y, self.box.width, self.box.height))
        return FaceRef(self.content_hash, Box(x, y, width, height), self.found_by)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a human, appended to the log and never changed.

    - "name": the `faces` are the person `person_id`, called `person_name`.
    - "confirm": the same, for faces that were assigned to them before.
    - "reject": the `faces` are not `person_id`.
    - "ignore": the `faces` are strangers.
    - "unlabel": the `faces` are not `person_id` or, without one, neither who they were said to be nor strangers.
    - "merge": `person_id` is the same as `other_id`, whose name stays.
    - "split": the `faces` and each group of `others` are different people. The `others` are not the person `person_id`
      or, without one, who the `faces` are said to be, but `other_id` where that is given.
    - "different": `faces` and `others` are different people, or the persons `person_id` and `other_id` are.
    - "rename": `person_id` is called `person_name`.
    - "twice": the `faces`, all of one photo, may be one person.
    - "lifespan": `person_id` lived from `born` to `died`, each a year, a month or a day ("1931-05") or None.
    - "carry": each of the `faces` is the same face as the one at its index in `others[0]`, in a photo that was edited.
    - "undo": the decision with the number `target` does not count.

    `seq` is the number in this index, `uid` the same on every machine. `at` grows with every decision and gives their
    order. `as_group` means that nobody looked at each face: a decision about single faces outranks it.
    `source` is what the user typed, for people to read: nothing is decided by it. `split_by` is set for splits only.
    """

    seq: int
    at: datetime
    kind: DecisionKind
    person_id: int | None = None
    person_name: str | None = None
    faces: Sequence[FaceRef] = ()
    target: int | None = None
    source: str = ""
    uid: str = ""
    as_group: bool = False
    other_id: int | None = None
    other_name: str | None = None
    others: tuple[Sequence[FaceRef], ...] = ()
    born: str | None = None
    died: str | None = None
    split_by: SplitBy | None = None

    @property
    def groups(self) -> tuple[Sequence[FaceRef], ...]:
        """The `faces`, and each group of `others`."""
        return (self.faces, *self.others)

    def speaking_of(self, parts: Sequence[tuple[int, Sequence[FaceRef]]]) -> "Decision":
        """The same decision about these faces: part 0 are its `faces`, the others follow by number."""
        return replace(
            self,
            faces=next((faces for part, faces in parts if part == 0), ()),
            others=tuple(faces for part, faces in sorted(parts, key=lambda item: item[0]) if part),
        )


@dataclass(frozen=True, slots=True)
class PeopleState:
    """What all decisions together say about the faces in the index.

    - `persons` maps an id to each person with a face, `former` to each person who once had one, under their last name.
    - `confirmed` maps a face id to its person's id. Confirmed faces of one person stay together, whatever else holds.
    - `grouped` are the confirmed faces that were named with a whole cluster and never individually.
    - `rejected` maps a face id to the persons it is not; `NEVER_A_PERSON` among them means that it is not a stranger.
    - `outside_life` maps a face id to the persons who were unborn or dead when the photo was taken: none of them gets
      the face automatically.
    - `apart` has one entry for each decision that groups of faces are different people: faces from two groups of one
      entry are two people. A pair of faces is an entry with two groups of one. Groups of an entry are
      disjoint, and no two hold confirmed faces of the same person.
    - `different_persons` are pairs of person ids, the lower first, that are never to be merged.
    - `same_twice` are pairs of face ids of one photo, the lower first, that may be one person.
    """

    persons: Mapping[int, Person] = field(default_factory=dict)
    confirmed: Mapping[int, int] = field(default_factory=dict)
    ignored: frozenset[int] = frozenset()
    rejected: Mapping[int, frozenset[int | None]] = field(default_factory=dict)
    grouped: frozenset[int] = frozenset()
    outside_life: Mapping[int, frozenset[int]] = field(default_factory=dict)
    apart: tuple[tuple[frozenset[int], ...], ...] = ()
    different_persons: frozenset[tuple[int, int]] = frozenset()
    same_twice: frozenset[tuple[int, int]] = frozenset()
    lifespans: Mapping[int, Lifespan] = field(default_factory=dict)
    former: Mapping[int, Person] = field(default_factory=dict)

    def forbidden(self, face_id: int) -> frozenset[int | None]:
        """The persons to whom a face must not be assigned automatically."""
        return self.rejected.get(face_id, frozenset()) | self.outside_life.get(face_id, frozenset())


@dataclass(frozen=True, slots=True)
class Assignment:
    """The person of a face and the grounds: a human said so ("confirmed"), it follows from that ("automatic"), likely
    but not sure enough to count ("suggested"), a stranger ("ignored") or unknown ("none").

    `person_id` is None for the last two. `probability` is the calibrated chance in 0..1 that the face is that person,
    and 1 for what a human said.
    """

    face_id: int
    person_id: int | None
    status: AssignmentStatus
    probability: float = 1.0
