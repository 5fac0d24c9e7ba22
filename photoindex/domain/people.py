"""Define persons, the decisions of humans about faces, and the assignments that follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from photoindex.domain.geometry import Box

DecisionKind = Literal[
    "name", "confirm", "reject", "ignore", "unlabel", "merge", "split", "rename", "different", "twice", "lifespan",
    "carry", "undo", "not-a-face", "portrait", "import", "search",
]  # fmt: skip
AssignmentStatus = Literal["confirmed", "automatic", "suggested", "ignored", "none", "not-a-face"]

SplitBy = Literal["hand", "machine"]
"""Says who chose the parts of a split: the user, face by face, or the machine."""

NEVER_A_PERSON = None
"""Stands for "ignored" (the face is a stranger) where a person id is expected."""

NEVER_A_FACE: Final = -6
"""Stands for "not a face" (the detector was wrong) where a person id is expected. No person has this id."""


@dataclass(frozen=True, slots=True)
class Person:
    """An identity that a human named."""

    person_id: int
    name: str


class Lifespan(NamedTuple):
    """The first and last days on which a photo can show a person; None if unknown."""

    born: date | None = None
    died: date | None = None


BY_HAND = "hand"
"""The value of `FaceRef.found_by` for a box that a human drew."""


@dataclass(frozen=True, slots=True)
class FaceRef:
    """Identifies a face by its photo's content and its box, so that it survives rescans and changes of pack.

    `found_by` is the fingerprint of the pack that found it, `BY_HAND`, or empty if that was not recorded. Two boxes
    from the same pack are two faces; overlapping boxes from different packs are one face.
    """

    content_hash: str
    box: Box
    found_by: str = ""

    def __hash__(self) -> int:
        # Logs refer to 100,000 faces, and the generated hash, which also hashes the nested box, takes three times as
        # long.
        return hash((self.content_hash, self.box.x, self.box.y))

    def rounded(self) -> "FaceRef":
        """The same reference, with its box rounded to five decimals as decisions store it."""
        box = self.box.rounded()
        # Most references come from decisions, which are rounded already.
        return self if box == self.box else FaceRef(self.content_hash, box, self.found_by)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a human, appended to the log and never changed.

    - "name": the `faces` are the person `person_id`, called `person_name`.
    - "confirm": the same, for faces that were already assigned to this person.
    - "reject": the `faces` are not `person_id`.
    - "ignore": the `faces` are strangers.
    - "not-a-face": the `faces` are wrong detections: statues, patterns, hands.
    - "unlabel": the `faces` are not `person_id`. Without a `person_id`, they are neither the person they were said to
      be nor strangers; and if they were said not to be faces, they are faces.
    - "merge": `person_id` is the same person as `other_id`, and the name of `other_id` stays.
    - "split": the `faces` and each group of `others` are different people. The `others` are not the person `person_id`.
      If `person_id` is not given, they are not the person whom the `faces` are said to be. If `other_id` is given, the
      `others` are the person `other_id`.
    - "different": `faces` and `others` are different people, or the persons `person_id` and `other_id` are different
      people.
    - "rename": `person_id` is called `person_name`.
    - "portrait": the face in `faces` represents `person_id` in lists. Without a face, the best face does.
    - "twice": the `faces`, which are all in one photo, may be one person.
    - "lifespan": `person_id` lived from `born` to `died`, each a year, a month or a day ("1931-05") or None.
    - "carry": each of the `faces` is the same face as the one at its index in `others[0]`, in a photo that was edited.
    - "undo": the decision with the number `target` does not count.
    - "import": names came from other `programs`. It says nothing by itself; the decisions that it brought follow it,
      with its `uid` as their `batch`. Undoing it takes all of them back.
    - "search": `query` is saved under the name `search`; an empty query deletes the saved one. `query_people` are the
      people in it, with the names that the text of the query uses; they may have been renamed since then.

    `seq` is the decision's number in this index; `uid` is the same on every machine. `at` grows with every decision and
    gives the order of decisions. `as_group` means that nobody looked at each face individually; such a decision is
    outranked by decisions about single faces. `source` is the text that the user typed. It is only there for people to
    read and has no effect. `split_by` is set for splits only, and `programs` for imports only. `batch` is "" for
    decisions that no import brought.
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
    batch: str = ""
    programs: tuple[str, ...] = ()
    search: str = ""
    query: str = ""
    query_people: tuple[Person, ...] = ()

    @property
    def groups(self) -> tuple[Sequence[FaceRef], ...]:
        """The `faces`, and each group of `others`."""
        return (self.faces, *self.others)

    def speaking_of(self, parts: Sequence[tuple[int, Sequence[FaceRef]]]) -> "Decision":
        """The same decision about other faces: part 0 holds the new `faces`, and the later parts hold the new `others`
        in order.
        """
        return replace(
            self,
            faces=next((faces for part, faces in parts if part == 0), ()),
            others=tuple(faces for part, faces in sorted(parts, key=lambda item: item[0]) if part),
        )


@dataclass(frozen=True, slots=True)
class PeopleState:
    """What all decisions together say about the faces in the index.

    - `persons` maps ids to persons, for all persons who have a face. `former` does the same for persons who no longer
      have a face, with the names they had last.
    - `confirmed` maps a face id to its person's id. Confirmed faces of the same person stay together, whatever else is
      known about these faces.
    - `grouped` holds the confirmed faces that were named together with a whole cluster and never individually.
    - `not_faces` holds the detections that are not faces. They are in none of the other sets of faces except `apart`
      and `same_twice`, which say nothing about them.
    - `rejected` maps a face id to the persons whom the face does not show. If they include `NEVER_A_PERSON`, the face
      is not a stranger either.
    - `outside_life` maps a face id to the persons who were unborn or dead when the photo was taken. The face is not
      assigned to them automatically.
    - `apart` has one entry for each decision that groups of faces are different people. Faces from different groups of
      the same entry are different people. For a decision about two single faces, the entry has two groups of one face
      each. The groups of an entry are disjoint, and no two of them hold confirmed faces of the same person.
    - `different_persons` holds pairs of person ids, lower id first, that must never be merged.
    - `same_twice` holds pairs of face ids in one photo, lower id first, that may be one person.
    - `portraits` maps a person's id to the face that a human chose to represent the person. If the photo of the face
      was edited, these are the same face in each version of the photo. They may belong to somebody else by now.
    """

    persons: Mapping[int, Person] = field(default_factory=dict)
    confirmed: Mapping[int, int] = field(default_factory=dict)
    ignored: frozenset[int] = frozenset()
    not_faces: frozenset[int] = frozenset()
    rejected: Mapping[int, frozenset[int | None]] = field(default_factory=dict)
    grouped: frozenset[int] = frozenset()
    outside_life: Mapping[int, frozenset[int]] = field(default_factory=dict)
    apart: tuple[tuple[frozenset[int], ...], ...] = ()
    different_persons: frozenset[tuple[int, int]] = frozenset()
    same_twice: frozenset[tuple[int, int]] = frozenset()
    lifespans: Mapping[int, Lifespan] = field(default_factory=dict)
    former: Mapping[int, Person] = field(default_factory=dict)
    portraits: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def forbidden(self, face_id: int) -> frozenset[int | None]:
        """The persons to whom a face must not be assigned automatically."""
        return self.rejected.get(face_id, frozenset()) | self.outside_life.get(face_id, frozenset())


@dataclass(frozen=True, slots=True)
class Assignment:
    """The person of a face, and the grounds for it. The status is "confirmed" if a human named the face, "automatic" if
    the name follows from what humans said, "suggested" if the name is likely but too uncertain to count, "ignored" for
    a stranger, "not-a-face" for a wrong detection and "none" if the person is unknown.

    `person_id` is None for "ignored", "not-a-face" and "none". `probability` is the calibrated chance in 0..1 that the
    face is that person; it is 1 if a human said so.
    """

    face_id: int
    person_id: int | None
    status: AssignmentStatus
    probability: float = 1.0
